import { expect, it } from 'vitest';
import { createReportedMetrics } from '../../../src/adapters/metrics/reported.ts';
import { Failure } from '../../../src/core/failure.ts';
import { EnvironmentName, ServiceName } from '../../../src/core/ids.ts';
import type { AskedReports, Signals } from '../../../src/ports/store.ts';
import { aTarget } from '../../builders/plan.ts';

const asked = {
  slot: { service: ServiceName.parse('shop'), environment: EnvironmentName.parse('demo') },
  sides: { canary: aTarget('v2'), stable: aTarget('v1') },
  tookTrafficAt: 100_000,
  now: 130_000,
};
const wanted = (window: number) => ({
  metric: 'complaints',
  source: { kind: 'reported', event: 'complaint' } as const,
  window,
});

function counting(reported: Signals['reported']) {
  return createReportedMetrics({ reported });
}

it('asks for both versions since the window began, but not from before the rollout took the traffic', async () => {
  const seen: AskedReports[] = [];
  const measure = counting(async (one) => {
    seen.push(one);
    return { count: 0, texts: [] };
  });
  await measure(asked, [wanted(10_000), wanted(60_000)]);
  expect(seen.map(({ version, since, orNone, event }) => [version, since, orNone, event])).toEqual([
    ['v2', 120_000, true, 'complaint'],
    ['v1', 120_000, false, 'complaint'],
    ['v2', 100_000, true, 'complaint'],
    ['v1', 100_000, false, 'complaint'],
  ]);
});

it('takes nothing told as 0, and says what was told', async () => {
  const measure = counting(async ({ orNone }) =>
    orNone ? { count: 2, texts: ['slow'] } : { count: 0, texts: [] },
  );
  expect(await measure(asked, [wanted(10_000)])).toEqual([
    {
      metric: 'complaints',
      window: 10_000,
      canary: {
        kind: 'value',
        value: 2,
        requests: null,
        errors: null,
        told: '2 complaints: “slow” and more',
      },
      stable: { kind: 'value', value: 0, requests: null, errors: null },
    },
  ]);
});

it('has no data when the store cannot be asked', async () => {
  const measure = counting(() =>
    Promise.reject(new Failure('store-unreachable', 'The store cannot be reached.', { retryable: true })),
  );
  const [measured] = await measure(asked, [wanted(10_000)]);
  expect(measured?.canary).toEqual({
    kind: 'none',
    reason: 'source-failed',
    sentence: 'what was reported as complaint could not be read: The store cannot be reached.',
  });
});
