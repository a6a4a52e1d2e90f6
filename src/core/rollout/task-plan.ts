import { z } from 'zod';
import { Millis } from '../time.ts';

/** What people must do after a rollback. */
export const TaskPlan = z.object({
  /** Deadline from the rollback on. */
  within: Millis,
  list: z.array(z.object({ id: z.string(), text: z.string() })).min(1),
});
export type TaskPlan = z.infer<typeof TaskPlan>;
