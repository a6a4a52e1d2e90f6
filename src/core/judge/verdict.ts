import { z } from 'zod';
import { Instant } from '../time.ts';

/** What a check says at one evaluation; recorded in the event log and shown everywhere with its sentence. */
export const Verdict = z.object({
  check: z.string(),
  verdict: z.enum(['pass', 'warn', 'fail', 'no-data']),
  /** The canary's value in the metric's unit; null when there is none. */
  value: z.number().nullable(),
  /** What it was held against, in the same unit; null when it could not be known. */
  limit: z.number().nullable(),
  stable: z.number().nullable(),
  requests: z.number().nullable(),
  /** When the condition began to hold without a break; null while it does not hold. */
  breachedSince: Instant.nullable(),
  /** True once the condition has held for the rule's `for`: the check acts now. */
  acts: z.boolean(),
  /** One line for people: value, rule, window, samples, stable's value. */
  sentence: z.string(),
});
export type Verdict = z.infer<typeof Verdict>;
