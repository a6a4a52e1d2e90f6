import type { Totals } from '../src/core/judge/totals.ts';
import type { Finding } from '../src/core/rollout/finding.ts';
import type { Check, Metric, Plan } from '../src/core/rollout/plan.ts';
import type { Rollout } from '../src/core/rollout/state.ts';
import { aCheck } from '../test/builders/check.ts';
import { aPlan, aStage } from '../test/builders/plan.ts';
import { aRollout, noon } from '../test/builders/rollout.ts';
import { hour } from './judge-case.ts';

interface Tested {
  /** Names of metrics that count bad requests. */
  readonly counted: readonly string[];
  /** Names of metrics that count latencies. */
  readonly histograms: readonly string[];
}

/** A rollout that has just come to its only stage, of an hour, where each metric must not be worse than stable. */
export function observing(
  { counted, histograms }: Tested,
  { weight, ...timing }: { readonly weight: number } & Pick<Plan, 'interval' | 'warmUp'>,
): Rollout {
  const checks = [...counted, ...histograms].map(worseThanStable);
  const plan = aPlan({
    ...timing,
    metrics: [
      ...counted.map((name): Metric => traffic(name, 'ratio', 'error-rate')),
      ...histograms.map((name): Metric => traffic(name, 'duration', 'p95')),
    ],
    noData: { after: hour, outcome: 'hold' },
    stages: [aStage({ weight, hold: hour, checks })],
  });
  return aRollout({
    plan,
    canarySince: noon,
    phase: { kind: 'observing', since: noon, stage: 0, endsAt: noon + 2 * hour, extensions: 0 },
  });
}

/** What a look has found. */
export function looked(totals: readonly Totals[]): Finding {
  return { kind: 'evaluated', measurements: [], totals, probes: [], traffic: null };
}

function traffic(name: string, unit: Metric['unit'], series: string): Metric {
  return { name, unit, source: { kind: 'traffic', series }, baseline: null };
}

function worseThanStable(metric: string): Check {
  return aCheck('rollback', {
    text: `${metric} worse than stable`,
    metric,
    limit: { kind: 'worse', margin: 1 },
  });
}
