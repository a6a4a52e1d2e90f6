import type { Metric } from '../../src/core/rollout/plan.ts';
import { type JudgeOptions, judgeRecording } from '../../src/replay/judge-recording.ts';
import { readJson } from '../../src/replay/read-json.ts';
import type { ReadRecording, RecordingOptions } from '../../src/replay/recording.ts';
import { aCheck } from '../builders/check.ts';
import { aPlan, aStage } from '../builders/plan.ts';

export const minute = 60_000;
export const asWritten: RecordingOptions = { interval: null, counts: null, durations: null };

const errorRate: Metric = {
  name: 'error-rate',
  unit: 'ratio',
  source: { kind: 'traffic', series: 'error-rate' },
  baseline: null,
};
const p95: Metric = {
  name: 'p95',
  unit: 'duration',
  source: { kind: 'traffic', series: 'p95' },
  baseline: null,
};
const cpu: Metric = {
  name: 'cpu',
  unit: 'number',
  source: { kind: 'json', path: '/', field: '/cpu', timeout: 1000 },
  baseline: null,
};

export const tooManyErrors = aCheck('rollback', {
  text: 'error-rate > 5% for 2m',
  limit: { kind: 'absolute', value: 0.05 },
  sustained: 2 * minute,
});
export const worseThanStable = aCheck('rollback', {
  text: 'error-rate > 2x stable',
  limit: { kind: 'stable-factor', factor: 2 },
});
export const slow = aCheck('pause', {
  text: 'p95 > 300ms',
  metric: 'p95',
  limit: { kind: 'absolute', value: 300 },
});
export const busy = aCheck('criterion', {
  text: 'cpu < 0.8',
  metric: 'cpu',
  comparison: '<',
  limit: { kind: 'absolute', value: 0.8 },
});

/** 10 % and 100 %, an hour each. */
export function aReplayedPlan(checks = [tooManyErrors], overrides: Parameters<typeof aPlan>[0] = {}) {
  const used = new Set(checks.map(({ rule }) => rule.metric));
  return aPlan({
    interval: 10_000,
    metrics: [errorRate, p95, cpu].filter(({ name }) => used.has(name)),
    stages: [
      aStage({ weight: 10, hold: 60 * minute, checks }),
      aStage({ name: '100 %', weight: 100, hold: 60 * minute, checks }),
    ],
    noData: { after: 24 * 60 * minute, outcome: 'hold' },
    ...overrides,
  });
}

const tenOClock = Date.parse('2026-03-01T10:00:00Z');

/** The end of the interval with this number, from 0; they are a minute each. */
export function endOf(index: number): string {
  return new Date(tenOClock + (index + 1) * minute).toISOString();
}

/** One interval a minute, with these metrics. */
export function aRecording(metrics: readonly object[], more: object = {}): string {
  return JSON.stringify({
    interval: '1m',
    intervals: metrics.map((told, index) => ({ at: endOf(index), metrics: told })),
    ...more,
  });
}

/** 1000 requests of the canary, of which so many are bad, beside a stable with 1 %. */
export function errors(bad: unknown, requests: unknown = 1000): object {
  return { 'error-rate': { canary: { requests, bad }, stable: { requests: 9000, bad: 90 } } };
}

export function judged(
  text: string,
  plan = aReplayedPlan(),
  options: Partial<JudgeOptions> = {},
  read: (text: string, options: RecordingOptions) => ReadRecording = readJson,
) {
  const found = read(text, asWritten);
  if (found.kind === 'unreadable') throw new Error(found.mistakes.join('\n'));
  return judgeRecording(plan, found.recording, { stage: null, weight: null, ...options });
}
