import { z } from 'zod';
import { RolloutId, Sha256 } from '../ids.ts';

/** `t-` and ten lower-case base-32 characters. */
export const TrainId = z
  .string()
  .regex(/^t-[0-9a-hjkmnp-tv-z]{10}$/)
  .brand<'TrainId'>();
export type TrainId = z.infer<typeof TrainId>;

/** The place of one rollout in a train: several services released in a declared order. */
export const Coach = z.object({
  train: TrainId,
  /** The name in belay.yml. */
  name: z.string(),
  /** Counted from 0; rollouts of the same position go together. */
  position: z.number().int().nonnegative(),
  positions: z.number().int().positive(),
  /** The rollout whose card is the train's. */
  lead: RolloutId,
  /** Every rollout of the train, in order. */
  members: z.array(z.object({ rollout: RolloutId, service: z.string(), position: z.number().int() })).min(1),
  /** What a failure does to the others. */
  onFailure: z.enum(['stop', 'roll_back_all']),
  /** `one`: an approval of the train counts for all of its rollouts. */
  approval: z.enum(['one', 'each']),
  /** When the next position may enter a stage: when those before it have completed, or have reached the same weight. */
  follows: z.enum(['completion', 'stages']),
  /** Over the plan hashes of all members, in order: what one approval of the train binds to. */
  digest: Sha256,
});
export type Coach = z.infer<typeof Coach>;
