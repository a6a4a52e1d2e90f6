import { z } from 'zod';

/** Hours of the week in a time zone: `Mon-Fri 09:00-17:00 Europe/Berlin`. */
export const Hours = z.object({
  /** As it stands in belay.yml. */
  text: z.string(),
  /** IANA name, such as `Europe/Berlin`. */
  zone: z.string(),
  /** Monday is 1, Sunday 7. Minutes of the local day, `from` below `to`; 1440 is its end. */
  spans: z
    .array(
      z.object({
        days: z.array(z.number().int().min(1).max(7)).min(1),
        from: z.number().int().min(0).max(1439),
        to: z.number().int().min(1).max(1440),
      }),
    )
    .min(1),
});
export type Hours = z.infer<typeof Hours>;
