import { z } from 'zod';

/** What ticks a box without a person. */
export const Evidence = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('probe'), probe: z.string() }),
  z.object({ kind: z.literal('budget'), budget: z.string() }),
  /** The approval that is asked for at the end of the box's stage. */
  z.object({ kind: z.literal('approval') }),
  /** Ids of checks of the box's stage that must all pass. */
  z.object({ kind: z.literal('checks'), checks: z.array(z.string()).min(1) }),
  /** Check runs and statuses of the released commit; with names exactly those, without names all there are. */
  z.object({ kind: z.literal('ci'), names: z.array(z.string()) }),
  /** The last run of the verification script. */
  z.object({ kind: z.literal('verification') }),
  /** A preparation step. */
  z.object({ kind: z.literal('step'), step: z.string() }),
]);
export type Evidence = z.infer<typeof Evidence>;

export const Box = z.object({
  /** Unique in the plan and the same for every plan with the same words there: `start/ci-is-green`, `stage-2/…`. */
  id: z.string(),
  text: z.string(),
  /** Whether nothing moves on while it is open. */
  required: z.boolean(),
  /** Null when only people can tell. */
  evidence: Evidence.nullable(),
  /** What proves it, as the configuration says it to people; null when it says nothing. */
  proof: z.string().nullable(),
});
export type Box = z.infer<typeof Box>;

export const BoxList = z.object({ title: z.string().nullable(), boxes: z.array(Box).min(1) });
export type BoxList = z.infer<typeof BoxList>;
