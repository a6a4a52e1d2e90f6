import { z } from 'zod';

/** Some runs of one case under some judges: what one process does at a time. */
export const Task = z.object({
  case: z.string(),
  judges: z.array(z.string()),
  seeds: z.object({ from: z.number().int(), count: z.number().int().positive() }),
});
export type Task = z.infer<typeof Task>;

/** By run, and in it by judge. */
export const Outcomes = z.array(z.array(z.object({ minute: z.number().nullable(), bad: z.number() })));
export type Outcomes = z.infer<typeof Outcomes>;
