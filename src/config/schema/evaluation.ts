import { z } from 'zod';
import { duration, positiveDuration, share, text } from './leaf.ts';
import { name, reference, references } from './reference.ts';

/** A share above nothing and below everything. */
function chance(example: string) {
  return share().refine((value) => value > 0 && value < 1, {
    error: `This is a chance between 0% and 100%, and neither of them, such as \`${example}\`.`,
    params: { code: 'wrong-value', expected: `a share such as \`${example}\``, suggestion: example },
  });
}

/** A factor above 1: of no more than stable itself nobody can ever be sure. */
function factorAboveOne(example: string) {
  return z.number().refine((value) => value > 1, {
    error: `This is a multiple of stable above 1, such as \`${example}\`.`,
    params: { code: 'wrong-value', expected: 'a number above 1', suggestion: example },
  });
}

/** What a decrease leaves: `0.9` is a tenth less. */
function shareLeft() {
  return z.number().refine((value) => value > 0 && value <= 1, {
    error: 'This is what a decrease leaves, as a multiple of stable: `0.9` is a tenth less.',
    params: { code: 'wrong-value', expected: 'a number above 0 and at most 1', suggestion: '0.9' },
  });
}

const sequential = z.strictObject({
  metrics: references('metric').describe(
    'Metrics that are tested; each gets the rule `X worse than stable` under `rollback_when`.',
  ),
  false_alarms: chance('1%')
    .optional()
    .describe(
      'Chance that a canary as good as stable is rolled back, over the whole rollout and all tested metrics; 1% when left out.',
    ),
  margin: z
    .number()
    .min(1)
    .optional()
    .describe('How much worse is still accepted, as a multiple of stable: `1.2`; 1 when left out.'),
  promote_within: factorAboveOne('1.5')
    .optional()
    .describe(
      'With `1.5`, each of them also gets the rule `X within 1.5x stable` under `promote_when`: it goes on when that much is ruled out.',
    ),
});

const compared = z.strictObject({
  metric: reference('metric').describe('The metric.'),
  group: text().optional().describe('What it is scored together with; `metrics` when left out.'),
  critical: z.boolean().optional().describe('The whole score is 0 when it is out of limits or has no data.'),
  must_have_data: z.boolean().optional().describe('Having no data counts as a failure.'),
  direction: z
    .enum(['increase', 'decrease', 'either'])
    .optional()
    .describe('Which change is a failure; `either` when left out.'),
  allowed_increase: z
    .number()
    .min(1)
    .optional()
    .describe('Means up to this multiple of stable are accepted: `1.1`; 1 when left out.'),
  allowed_decrease: shareLeft()
    .optional()
    .describe('Means down to this multiple of stable are accepted: `0.9`; 1 when left out.'),
  critical_increase: z
    .number()
    .min(1)
    .optional()
    .describe('The whole score is 0 from this multiple of stable on, whatever else is allowed.'),
  critical_decrease: shareLeft()
    .optional()
    .describe('The whole score is 0 from this multiple of stable down, whatever else is allowed.'),
});

const comparison = z.strictObject({
  metrics: z
    .union([reference('metric'), z.array(z.union([reference('metric'), compared])).min(1)])
    .describe('Metrics that are compared, by name or with what is special about them.'),
  group_weights: z
    .record(name(), z.number().min(0).max(100))
    .optional()
    .describe(
      'Weights of groups in the score, together 100 at most; the other groups share the rest evenly.',
    ),
  confidence: share()
    .refine((value) => value > 0.5 && value < 1, {
      error: 'The confidence of an interval is between 50% and 100%, such as `98%`.',
      params: { code: 'wrong-value', expected: 'a share such as `98%`', suggestion: '98%' },
    })
    .optional()
    .describe('98% when left out.'),
  tolerance: z
    .number()
    .min(0)
    .optional()
    .describe(
      'A difference counts when its whole interval is beyond this part of its estimate; 0.25 when left out.',
    ),
  remove_outliers: z
    .boolean()
    .optional()
    .describe('Leave out values far from all others; not when left out. Needs a hundred samples.'),
  pass: z
    .number()
    .min(0)
    .max(100)
    .optional()
    .describe(
      'The score to reach at the end of a stage, as the rule `comparison score >= 75` under `promote_when`; 75 when left out.',
    ),
});

export const evaluation = z.strictObject({
  interval: positiveDuration('s').optional().describe('Time between two evaluations; 10s when left out.'),
  window: positiveDuration()
    .optional()
    .describe('How far back rules look unless they say `over`; 1m when left out.'),
  minimum_requests: z
    .int()
    .min(0)
    .max(1_000_000)
    .optional()
    .describe('Fewer requests than this in the window are no data; 100 when left out.'),
  minimum_data: duration()
    .optional()
    .describe('How long a stage is measured before its criteria are believed; at once when left out.'),
  warm_up: duration()
    .optional()
    .describe(
      "How long checks against stable wait after the canary's first traffic; not at all when left out.",
    ),
  sequential: sequential.optional().describe('A statistical test that may be looked at all the time.'),
  comparison: comparison
    .optional()
    .describe("Rank comparison with stable, in the manner of Netflix's judge, for people who migrate."),
});
