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
  /** When the rule's condition began to hold without a break; null while it does not. For a trigger that is the breach. */
  holdsSince: Instant.nullable(),
  /** The condition has held for the rule's `for`: a trigger acts now, a criterion is met. */
  acts: z.boolean(),
  /** What a test that may be looked at all the time, or a comparison, has come to; absent for limits. */
  outcome: z.enum(['worse', 'good-enough', 'not-yet-known']).optional(),
  /** How much speaks for `outcome`, and how much it takes: an e-value and 1/α, or a score and the one that passes. */
  evidence: z
    .object({ kind: z.enum(['e-value', 'score']), value: z.number(), needed: z.number() })
    .optional(),
  /** Where the value can be looked up: a page of its source. */
  link: z.url().optional(),
  /** One line for people: value, rule, window, samples, stable's value. */
  sentence: z.string(),
});
export type Verdict = z.infer<typeof Verdict>;
