import { z } from 'zod';

/** How bad it is: `critical` gets people out of bed. */
export const Severity = z.enum(['critical', 'warning', 'info']);
export type Severity = z.infer<typeof Severity>;

/** A call to whoever is on call. */
export const Page = z.object({
  severity: Severity,
  sentence: z.string(),
  /** What pages are about: a second one of the same incident calls nobody again. */
  incident: z.string(),
  /** `resolve`: nobody is needed for it any more. */
  state: z.enum(['trigger', 'resolve']),
});
export type Page = z.infer<typeof Page>;
