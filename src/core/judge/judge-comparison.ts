import type { Check, Plan } from '../rollout/plan.ts';
import { formatDuration, type Instant, type Millis } from '../time.ts';
import { compare } from './comparison/compare.ts';
import type { Verdict } from './verdict.ts';

/** What was measured at every look of a stage, by metric: what a comparison compares. */
export type StageSamples = Readonly<
  Record<string, { readonly canary: readonly number[]; readonly stable: readonly number[] }>
>;

/** `comparison score >= 75`. Looked at all along, it decides when a hold ends: a rank test may not be asked again and again. */
export function judgeComparison(
  plan: Plan,
  check: Check,
  samples: StageSamples,
  times: { readonly heldSince: Instant | null; readonly warmFor: Millis; readonly now: Instant },
): Verdict {
  const { comparison } = plan;
  const { limit, text } = check.rule;
  const needed = limit.kind === 'score' ? limit.pass : 100;
  const base = { check: check.id, limit: needed, stable: null, requests: null };
  const none = {
    ...base,
    verdict: 'no-data',
    value: null,
    holdsSince: null,
    acts: false,
    outcome: 'not-yet-known',
  } as const;
  if (times.warmFor > 0) {
    return {
      ...none,
      sentence: `${text}: no data, the canary warms up for ${formatDuration(times.warmFor)} more`,
    };
  }
  if (comparison === undefined) return { ...none, sentence: `${text}: no data, the plan compares nothing` };
  const units = Object.fromEntries(plan.metrics.map(({ name, unit }) => [name, unit]));
  const report = compare(comparison, samples, units);
  if (report.zeroed === 'no-data') return { ...none, sentence: `${text}: no data, ${report.sentence}` };
  const { score } = report;
  const acts = score >= needed;
  return {
    ...base,
    verdict: acts ? 'pass' : 'fail',
    value: score,
    holdsSince: acts ? (times.heldSince ?? times.now) : null,
    acts,
    outcome: acts ? 'good-enough' : 'not-yet-known',
    evidence: { kind: 'score', value: score, needed },
    sentence: `comparison score ${score} ${acts ? 'meets' : 'does not meet'} "${text}" (${report.sentence})`,
  };
}
