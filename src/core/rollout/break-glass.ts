import { z } from 'zod';
import { Millis } from '../time.ts';

/** What a deployment past the safeguards can leave out. */
export const Skip = z.enum(['canary', 'tests', 'approval']);
export type Skip = z.infer<typeof Skip>;

/** A deployment past the safeguards, frozen with its plan. */
export const BreakGlass = z.object({
  skips: z.array(Skip).min(1),
  reason: z.string(),
  /** False only where the configuration waives the second person. */
  secondPerson: z.boolean(),
  /** Looked at by people afterwards, within this time. */
  reviewWithin: Millis,
});
export type BreakGlass = z.infer<typeof BreakGlass>;
