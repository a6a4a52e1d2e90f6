import { z } from 'zod';
import { PlaceName } from '../ids.ts';
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
  /** Where it is announced besides the plan's places; absent: nowhere else. */
  announce: z.array(PlaceName).min(1).optional(),
});
export type BreakGlass = z.infer<typeof BreakGlass>;

/** The task that opens by itself at the end of such a deployment. */
export const reviewTask = {
  id: 'break-glass-review',
  text: 'Look at this deployment past the safeguards: was it needed, and what was not looked at because of it?',
} as const;
