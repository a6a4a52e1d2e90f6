import { z } from 'zod';

/** What of an interaction is kept until it is worked, as JSON. */
export const DiscordDelivery = z.object({
  application: z.string(),
  token: z.string(),
  account: z.string(),
  channel: z.string(),
  /** The channel in which the thread hangs whose id `channel` is; null outside of threads. */
  parent: z.string().nullable(),
  said: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('line'), text: z.string() }),
    z.object({
      kind: z.literal('slash'),
      name: z.string(),
      values: z.record(z.string(), z.union([z.string(), z.boolean()])),
    }),
  ]),
});
export type DiscordDelivery = z.infer<typeof DiscordDelivery>;
