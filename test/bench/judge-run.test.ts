import { expect, test } from 'vitest';
import { belay } from '../../bench/judge-belay.ts';
import { usualCase } from '../../bench/judge-case.ts';
import { judges } from '../../bench/judge-judges.ts';
import { observing } from '../../bench/judge-rollout.ts';
import { run } from '../../bench/judge-run.ts';
import { simulateRollout } from '../../src/simulate/rollout.ts';
import { scenarios } from '../../src/simulate/scenarios.ts';

function named(name: string) {
  const scenario = scenarios.find((each) => each.name === name);
  if (scenario === undefined) throw new Error(`no scenario ${name}`);
  return scenario;
}

test.each(['errors-2x', 'errors-5x', 'latency-20%', 'healthy-warm-up'])(
  'what the benchmark says of %s is what a simulated rollout does',
  (name) => {
    const scenario = named(name);
    const watched = usualCase(scenario);
    const { plan } = observing(
      { counted: ['error-rate'], histograms: ['p95'] },
      { weight: 10, interval: watched.interval, warmUp: scenario.warmUp },
    );
    for (const seed of [3, 4, 5]) {
      const rollout = simulateRollout(plan, scenario, { seed });
      const [outcome] = run(watched, [belay], seed);
      const minute = rollout.outcome === 'rolled-back' ? rollout.minute : null;
      expect(outcome?.minute).toBe(minute);
    }
  },
);

test('the same seed gives the same outcomes, and each judge its own end', () => {
  const watched = usualCase(named('errors-5x'));
  const outcomes = run(watched, judges, 11);
  expect(run(watched, judges, 11)).toEqual(outcomes);
  expect(run(watched, [belay], 11)).toEqual(outcomes.slice(0, 1));
  const [first, , , once] = outcomes;
  expect(once?.minute).toBe(60);
  expect(first?.bad).toBeLessThan(once?.bad ?? 0);
});
