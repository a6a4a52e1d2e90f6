import { expect, it } from 'vitest';
import { judge } from '../../../src/core/judge/judge.ts';
import type { Metric } from '../../../src/core/rollout/plan.ts';
import { aCheck } from '../../builders/check.ts';

const metric: Metric = {
  name: 'alerts',
  unit: 'count',
  source: { kind: 'reported', event: 'alert' },
  baseline: null,
};
const rule = { text: 'alerts > 0', metric: 'alerts', limit: { kind: 'absolute', value: 0 } } as const;
const reading = (value: number, told?: string) =>
  ({ kind: 'value', value, requests: null, errors: null, ...(told === undefined ? {} : { told }) }) as const;
const sentence = (canary: ReturnType<typeof reading>, sustained = 0) => {
  const measurement = { metric: 'alerts', window: 60_000, canary, stable: reading(0) };
  return judge(aCheck('rollback', { ...rule, sustained }), metric, measurement, 0, 1000).sentence;
};

it('a verdict about what was reported says what that was', () => {
  expect(sentence(reading(1, '1 alert: “HighErrorRate (shop latency)”'))).toBe(
    'alerts 1 breaks "alerts > 0" (1m window, stable 0); 1 alert: “HighErrorRate (shop latency)”',
  );
  expect(sentence(reading(1, '1 alert: “x”'), 1000)).toBe(
    'alerts 1 breaks "alerts > 0" (1m window, stable 0), held for 1s; 1 alert: “x”',
  );
  expect(sentence(reading(0))).toBe('alerts 0 does not break "alerts > 0" (1m window, stable 0)');
});
