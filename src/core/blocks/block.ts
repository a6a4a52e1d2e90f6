import { z } from 'zod';
import { Instant } from '../time.ts';

/** What can keep a healthy rollout from going forward besides its own gates. It never keeps one from going back. */
export const BlockedBy = z.enum([
  /** A window of a calendar. */
  'freeze',
  /** Somebody froze everything. */
  'order',
  'incident',
  'staffed-hours',
  /** It waits for another rollout of its train. */
  'train',
  /** A requirement of the stage, such as no critical alert for a day. */
  'requirement',
  /** Its service is locked, so that it does not start; one that has started goes on. */
  'lock',
  /** Stakeholders were told how long before it begins, and that time is not over. */
  'notice',
]);
export type BlockedBy = z.infer<typeof BlockedBy>;

export const Block = z.object({
  by: BlockedBy,
  /** Why, as a sentence for people. */
  sentence: z.string(),
  /** When it ends by itself; null when that depends on people or conditions. */
  until: Instant.nullable(),
});
export type Block = z.infer<typeof Block>;

/** By what it is blocked now; a rollout may be blocked by several things at once. */
export type Blocks = Readonly<Partial<Record<BlockedBy, Block & { readonly since: Instant }>>>;
