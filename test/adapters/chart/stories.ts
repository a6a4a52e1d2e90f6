import type { Measurement } from '../../../src/core/judge/measurement.ts';
import type { Recorded, RolloutEvent } from '../../../src/core/rollout/events.ts';
import { fold } from '../../../src/core/rollout/evolve.ts';
import type { Metric, Plan } from '../../../src/core/rollout/plan.ts';
import type { Rollout } from '../../../src/core/rollout/state.ts';
import { aCheck } from '../../builders/check.ts';
import { aPlan, aStage, aTarget } from '../../builders/plan.ts';
import { aPerson, belay, noon, rolloutId } from '../../builders/rollout.ts';
import { aVerdict } from '../../builders/story.ts';

export interface Story {
  readonly rollout: Rollout;
  readonly events: readonly Recorded[];
}

const errors = aCheck('rollback', { text: 'error-rate > 5% for 1m', sustained: 60_000 });
const slow = aCheck('rollback', {
  text: 'p95 > 300ms for 2m',
  metric: 'p95',
  limit: { kind: 'absolute', value: 300 },
  sustained: 120_000,
});

function metric(name: string, unit: Metric['unit']): Metric {
  return { name, unit, source: { kind: 'traffic', series: name }, baseline: null };
}

export function chartPlan(weights: readonly number[]): Plan {
  const checks = [errors, slow];
  return aPlan({
    metrics: [metric('requests', 'per-second'), metric('error-rate', 'ratio'), metric('p95', 'duration')],
    stages: weights.map((weight) => aStage({ name: `${weight} %`, weight, checks })),
  });
}

/** Looks the same on each run, and like traffic. */
function wave(at: number, around: number, by: number): number {
  return around + by * (Math.sin(at / 7) * 0.6 + Math.sin(at / 2.3 + 1) * 0.4);
}

export interface Telling {
  readonly weights: readonly number[];
  /** Seconds that each stage lasts, and between two looks. */
  readonly stage: number;
  readonly every: number;
  /** The canary's values at a second, or null where it has none. */
  readonly canary?: (second: number) => { readonly errors: number; readonly p95: number } | null;
  readonly rollbackAt?: number;
  readonly silent?: boolean;
}

export function tell(telling: Telling): Story {
  const { weights, stage, every, rollbackAt, silent = false } = telling;
  const plan = chartPlan(weights);
  const lines: [number, RolloutEvent][] = [
    [0, { kind: 'requested', rollout: rolloutId, plan, reason: null }],
    [0, { kind: 'started', stable: aTarget('v1') }],
  ];
  const end = rollbackAt ?? weights.length * stage;
  for (const [index, weight] of weights.entries()) {
    if (index * stage >= end) break;
    const traffic = { weight, observed: weight, requests: 1000 };
    lines.push([index * stage, { kind: 'stage-entered', stage: index, weight }]);
    lines.push([index * stage, { kind: 'weight-confirmed', stage: index, traffic }]);
    for (let at = index * stage + every; at < Math.min(end, (index + 1) * stage); at += every) {
      if (!silent) lines.push([at, look(telling, index, at)]);
    }
  }
  if (rollbackAt === undefined) {
    lines.push([end, { kind: 'completed', stable: plan.canary.version, keptUntil: noon + 9_000_000 }]);
  } else {
    const cause = {
      kind: 'trigger' as const,
      check: errors.id,
      sentence: 'error-rate 9% breaks "error-rate > 5%"',
    };
    lines.push(
      [end, { kind: 'rollback-ordered', cause, gradual: false, from: 25 }],
      [end + 1, { kind: 'safe' }],
    );
    for (let at = end + every; at < end + 8 * every; at += every) {
      if (!silent) lines.push([at, look({ ...telling, canary: () => null }, 0, at)]);
    }
    lines.push([end + 8 * every, { kind: 'rolled-back' }]);
  }
  const events = lines.map(([second, event], index): Recorded => {
    const actor = index === 0 ? aPerson('ada') : belay;
    return { seq: index + 1, at: noon + second * 1000, actor, event };
  });
  const rollout = fold(events);
  if (rollout === null) throw new TypeError('the story has no rollout');
  return { rollout, events };
}

function look({ canary = healthy }: Telling, stage: number, at: number): RolloutEvent {
  const found = canary(at);
  const values: readonly [string, number | null, number][] = [
    ['requests', found === null ? null : 40, 200],
    ['error-rate', found?.errors ?? null, Math.max(0, wave(at / 9 + 4, 0.004, 0.002))],
    ['p95', found?.p95 ?? null, wave(at / 9, 180, 14)],
  ];
  const broken = (found?.errors ?? 0) > 0.05;
  return {
    kind: 'measured',
    stage,
    measurements: values.map(([name, value, stable]) => measurement(name, value, stable)),
    verdicts: [aVerdict(errors, { verdict: broken ? 'fail' : 'pass' })],
    probes: [],
    traffic: null,
  };
}

export function healthy(at: number): { errors: number; p95: number } {
  return { errors: Math.max(0, wave(at / 11, 0.005, 0.003)), p95: wave(at / 11, 196, 18) };
}

function measurement(name: string, value: number | null, stable: number): Measurement {
  const none = { kind: 'none', reason: 'no-traffic', sentence: 'no requests' } as const;
  const seen = (number: number) => ({ kind: 'value', value: number, requests: 1000, errors: 1 }) as const;
  return { metric: name, window: 60_000, canary: value === null ? none : seen(value), stable: seen(stable) };
}

export const stories = {
  healthy: () => tell({ weights: [1, 5, 25, 50, 100], stage: 600, every: 15 }),
  breach: () =>
    tell({
      weights: [5, 25, 50],
      stage: 600,
      every: 15,
      rollbackAt: 930,
      canary: (at) =>
        at < 780 ? healthy(at) : { errors: 0.005 + (at - 780) * 0.0007, p95: 196 + (at - 780) * 0.5 },
    }),
  short: () =>
    tell({ weights: [5], stage: 40, every: 10, rollbackAt: 32, canary: () => ({ errors: 0.4, p95: 900 }) }),
  gaps: () =>
    tell({ weights: [5, 50], stage: 900, every: 60, canary: (at) => (at % 300 < 120 ? healthy(at) : null) }),
  days: () => tell({ weights: [5, 20, 50, 100], stage: 86_400, every: 600 }),
  silent: () => tell({ weights: [5, 50], stage: 60, every: 10, silent: true }),
} as const;
