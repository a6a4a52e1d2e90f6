import fc from 'fast-check';
import { expect, test } from 'vitest';
import { absorb, type CountedEvidence, follow } from '../../../../src/core/judge/sequential/evidence.ts';
import type { Counter, SideTotals } from '../../../../src/core/judge/totals.ts';
import { decideFinding } from '../../../../src/core/rollout/decide-world.ts';
import { belay, project } from '../../../../src/core/rollout/decision.ts';
import { RolloutEvent } from '../../../../src/core/rollout/events.ts';
import type { Metric, Plan } from '../../../../src/core/rollout/plan.ts';
import { aCheck } from '../../../builders/check.ts';
import { aPlan, aStage } from '../../../builders/plan.ts';
import { aRollout, noon } from '../../../builders/rollout.ts';

const minute = 60_000;
const cpu: Metric = {
  name: 'cpu',
  unit: 'number',
  source: { kind: 'json', path: '/cpu', field: '/now', timeout: 1000 },
  baseline: null,
};
const traffic = (['error-rate', 'p95'] as const).map(
  (name): Metric => ({
    name,
    unit: name === 'p95' ? 'duration' : 'ratio',
    source: { kind: 'traffic', series: name },
    baseline: null,
  }),
);
const metrics = [...traffic, cpu];
const checks = metrics.flatMap(({ name: metric }) => [
  aCheck('rollback', { text: `${metric} worse than stable`, metric, limit: { kind: 'worse', margin: 1 } }),
  aCheck('criterion', {
    text: `${metric} within 2x stable`,
    metric,
    limit: { kind: 'within', margin: 2 },
  }),
]);
const plan: Plan = aPlan({ interval: minute, metrics, stages: [aStage({ hold: 1e9, checks })] });

const odd = fc.constantFrom(
  0,
  1,
  2 ** 53,
  1e16,
  1e300,
  Number.MAX_VALUE,
  -1,
  Number.NaN,
  Number.POSITIVE_INFINITY,
);
const count = fc.oneof({ weight: 3, arbitrary: fc.nat(5000) }, odd, fc.double());
const events = fc.record({ kind: fc.constant('events' as const), requests: count, bad: count });
const sound = fc.tuple(fc.nat(1e9), fc.nat(100)).map(
  ([requests, percent]): Counter => ({
    kind: 'events',
    requests,
    bad: Math.floor((requests * percent) / 100),
  }),
);
const boundaries = fc.constantFrom([1, 2, 4, 8], [1, 2, 4, 8], [1], [], [2, 1]);
const histogram = boundaries.chain((bounds) =>
  fc
    .array(fc.oneof(fc.nat(1e6), fc.nat(1e6), odd), {
      minLength: bounds.length,
      maxLength: bounds.length + 1,
    })
    .map((counts): Counter => ({ kind: 'histogram', boundaries: bounds, counts })),
);
const side = fc.oneof(
  fc
    .dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.oneof(events, sound, sound, histogram))
    .map((instances): SideTotals => ({ kind: 'totals', instances })),
  fc.constant<SideTotals>({ kind: 'none', reason: 'source-failed', sentence: 'it did not answer' }),
);
const sides = fc.record({ canary: side, stable: side });
const reading = fc.oneof(fc.double({ min: -9, max: 9 }), fc.double(), odd).map((value) => ({
  kind: 'value' as const,
  value,
  requests: null,
  errors: null,
}));
const looks = fc.array(
  fc.record({
    passes: fc.oneof(fc.constant(minute), fc.integer({ min: -minute, max: 60 * minute })),
    errors: sides,
    latencies: sides,
    gauge: fc.record({ canary: reading, stable: reading }),
  }),
  { minLength: 1, maxLength: 12 },
);

test('whatever sources tell, each look is an event that the log can hold, and the log says what was known', () => {
  fc.assert(
    fc.property(looks, (seen) => {
      let now = noon;
      let known = aRollout({ plan, canarySince: noon });
      let folded = known;
      for (const { passes, errors, latencies, gauge } of seen) {
        now += passes;
        const totals = [
          { metric: 'error-rate', ...errors },
          { metric: 'p95', ...latencies },
        ];
        const measurements = [{ metric: 'cpu', window: minute, ...gauge }];
        const found = { kind: 'evaluated', measurements, totals, probes: [], traffic: null } as const;
        const decided = decideFinding(known, found, now);
        const read = decided.map((event) => RolloutEvent.parse(JSON.parse(JSON.stringify(event))));
        expect(read).toEqual(JSON.parse(JSON.stringify(decided)));
        known = project(known, decided, belay, now);
        folded = project(folded, read, belay, now);
        expect(folded).toEqual(JSON.parse(JSON.stringify(known)));
        expect(known.verdicts.map(({ sentence }) => sentence).join()).not.toMatch(/NaN|Infinity|undefined/);
        if (known.phase.kind !== 'observing') return;
      }
    }),
  );
});

test('more requests than a whole number can say are not counted, and that is said', () => {
  const told = (requests: number): SideTotals => ({
    kind: 'totals',
    instances: Object.fromEntries(
      Array.from({ length: 16 }, (_, place) => [`${place}`, { kind: 'events', requests, bad: 0 }]),
    ),
  });
  let evidence: CountedEvidence | null = null;
  for (const [look, requests] of [0, 9e14, 9e14].entries()) {
    const totals = { metric: 'error-rate', canary: told(requests), stable: told(requests) };
    evidence = follow(evidence, absorb(evidence, totals, 'events', look * minute, false), minute);
  }
  expect(evidence?.silence).toBe('more was told than can be counted');
  expect(evidence?.strands[0]?.canary).toEqual({ requests: 0, bad: 0 });
});
