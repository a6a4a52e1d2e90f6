import { testedMetrics } from '../judge/asked.ts';
import { absorb, type CountedEvidence, follow } from '../judge/sequential/evidence.ts';
import { absorbGauge, type GaugeStep } from '../judge/sequential/gauge.ts';
import type { Evidence } from '../judge/sequential/standing.ts';
import { onsetSpacing } from '../judge/sequential/starts.ts';
import { testable } from '../judge/testable.ts';
import type { Counter, Totals } from '../judge/totals.ts';
import type { Instant } from '../time.ts';
import type { EventOf } from './events.ts';
import type { Finding } from './finding.ts';
import type { Metric, Plan } from './plan.ts';
import type { Rollout } from './state.ts';
import { warmUntil } from './warm-up.ts';

type Evaluated = Extract<Finding, { kind: 'evaluated' }>;
type Step = NonNullable<EventOf<'measured'>['evidence']>[number];

/** What this look adds to the evidence. Bad numbers are a sentence in it, never an exception. */
export function gatherEvidence(rollout: Rollout, finding: Evaluated, now: Instant): Step[] {
  return testedMetrics(rollout.plan).flatMap((metric) => step(rollout, metric, finding, now));
}

function step(rollout: Rollout, metric: Metric, finding: Evaluated, now: Instant): Step[] {
  const able = testable(metric);
  switch (able.kind) {
    case 'counts':
      return [countedStep(rollout, metric, able.of, finding, now)];
    case 'gauge':
      return [gaugeStep(rollout, metric, finding, now)];
    case 'no':
      return [];
  }
}

function countedStep(
  rollout: Rollout,
  metric: Metric,
  kind: Counter['kind'],
  { totals }: Evaluated,
  now: Instant,
): Step {
  const told = totals?.find((one) => one.metric === metric.name) ?? untold(metric);
  const before = counted(rollout.evidence[metric.name]);
  return absorb(before, told, kind, now, reachesIntoWarmUp(rollout, before, now));
}

function gaugeStep(rollout: Rollout, metric: Metric, finding: Evaluated, now: Instant): Step {
  const before = gauge(rollout.evidence[metric.name]);
  const read = readings(rollout.plan, metric, finding);
  return absorbGauge(before, metric.name, read, now, reachesIntoWarmUp(rollout, before, now));
}

/** What came since the last look counts once all of it came after the warm-up. */
function reachesIntoWarmUp(rollout: Rollout, before: Evidence | null, now: Instant): boolean {
  return warmUntil(rollout, before?.until ?? now) !== null;
}

export function evidenceAfter({ plan, evidence }: Rollout, steps: readonly Step[]): Rollout['evidence'] {
  if (steps.length === 0) return evidence;
  const spacing = onsetSpacing(plan.stages.reduce((sum, { hold }) => sum + hold, 0));
  const after = steps.map((step) => {
    const before = evidence[step.metric];
    return [step.metric, step.kind === 'gauge' ? step : follow(counted(before), step, spacing)];
  });
  return { ...evidence, ...Object.fromEntries(after) };
}

/** By metric: how many requests of the canary its counters have told of. */
export function countedSoFar({ evidence }: Rollout): Rollout['countedBefore'] {
  return Object.fromEntries(
    Object.entries(evidence).flatMap(([metric, one]) =>
      one.kind === 'counted' ? [[metric, one.strands[0]?.canary.requests ?? 0]] : [],
    ),
  );
}

function counted(evidence: Evidence | undefined): CountedEvidence | null {
  return evidence?.kind === 'counted' ? evidence : null;
}

function gauge(evidence: Evidence | undefined): GaugeStep | null {
  return evidence?.kind === 'gauge' ? evidence : null;
}

function untold({ name }: Metric): Totals {
  const none = {
    kind: 'none',
    reason: 'source-failed',
    sentence: `the counters of ${name} were not read`,
  } as const;
  return { metric: name, canary: none, stable: none };
}

function readings({ interval }: Plan, { name }: Metric, { measurements }: Evaluated) {
  const none = { kind: 'none', reason: 'source-failed', sentence: `${name} was not measured` } as const;
  const found = measurements.find(({ metric, window }) => metric === name && window === interval);
  return { canary: found?.canary ?? none, stable: found?.stable ?? none };
}
