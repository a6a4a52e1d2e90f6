import { describe, expect, test } from 'vitest';
import type { ProbeResult } from '../../../src/core/judge/measurement.ts';
import type { Probe } from '../../../src/core/rollout/plan.ts';
import { dueProbes, evolveProbes } from '../../../src/core/rollout/probe-streaks.ts';
import { errorRates } from '../../builders/check.ts';
import { aProbe, ill, type Live, live, requested, well } from './live.ts';

function probed(one: Live, result: ProbeResult, millis = 1000): readonly string[] {
  return one.look(millis, [errorRates(0.001)], { probes: [result] });
}

function due(one: Live, after: number): readonly string[] {
  return dueProbes(one.rollout(), one.world.now + after).map(({ name }) => name);
}

const startup = aProbe({
  name: 'startup',
  kind: 'startup',
  delay: 10_000,
  every: 5000,
  successes: 2,
  critical: false,
});

describe('a startup probe', () => {
  test('keeps all traffic on stable until it has succeeded often enough in a row', () => {
    const one = requested({ probes: [startup] });
    for (const result of [well('startup'), ill('startup'), well('startup')]) {
      probed(one, result);
      expect(one.rollout().phase.kind).toBe('preparing');
    }
    expect(probed(one, well('startup'))).toContain('stage-entered');
  });

  test('rolls back when it fails too often, critical or not', () => {
    const one = requested({ probes: [startup] });
    probed(one, ill('startup'));
    probed(one, ill('startup'));
    expect(probed(one, ill('startup'))).toContain('rollback-ordered');
    expect(one.rollout().phase).toMatchObject({
      cause: {
        kind: 'probe',
        probe: 'startup',
        sentence: 'probe startup failed 3 times in a row: 503 in 3ms',
      },
      from: 0,
    });
  });

  test('runs only before traffic', () => {
    const one = requested({ probes: [startup, aProbe()] });
    expect(due(one, 60_000)).toEqual(['startup']);
    probed(one, well('startup'));
    probed(one, well('startup'));
    expect(due(one, 60_000)).toEqual(['ready']);
  });
});

describe.each<Probe['kind']>(['live', 'ready', 'custom'])('a %s probe', (kind) => {
  test('that is critical rolls back at its last tolerated failure in a row', () => {
    const one = live({ probes: [aProbe({ kind })] });
    for (const result of [ill(), ill(), well(), ill(), ill()])
      expect(probed(one, result, 100)).toEqual(['measured']);
    expect(probed(one, ill(), 100)).toContain('rollback-ordered');
  });

  test('that is not critical rolls back never and holds nothing back', () => {
    const one = live({ probes: [aProbe({ kind, critical: false })] });
    for (let n = 0; n < 4; n += 1) probed(one, ill());
    expect(one.rollout().probes['ready']).toMatchObject({ failures: 4, successes: 0 });
    expect(probed(one, ill())).toContain('stage-passed');
  });

  test('that is critical holds a stage while it fails, and lets it go once it answers', () => {
    const one = live({ probes: [aProbe({ kind, failures: 10 })] });
    expect(probed(one, ill(), 60_000)).toEqual(['measured']);
    expect(probed(one, well())).toContain('stage-passed');
  });

  test('that is critical holds a stage, and one without checks too, until it has run', () => {
    for (const checks of [undefined, []]) {
      const [stage, ...rest] = live().rollout().plan.stages;
      if (stage === undefined) throw new Error('a stage');
      const one = live({
        probes: [aProbe({ kind })],
        stages: [{ ...stage, ...(checks && { checks }) }, ...rest],
      });
      expect(one.at(0.001, 60_000)).not.toContain('stage-passed');
      expect(probed(one, well())).toContain('stage-passed');
    }
  });

  test('acts while the rollout is paused and while it waits', () => {
    const one = live({ probes: [aProbe({ kind, failures: 1 })] });
    one.tell({ kind: 'pause', reason: 'lunch' });
    expect(probed(one, ill())).toContain('rollback-ordered');
  });
});

describe('when a probe is due', () => {
  test.each([
    [0, 9999, []],
    [0, 10_000, ['startup']],
  ])('first after its delay from the start (%d, %d: %j)', (_, after, names) => {
    expect(due(requested({ probes: [startup] }), after)).toEqual(names);
  });

  test('a later probe waits for its delay too, where the canary was started just now', () => {
    const one = live({ probes: [aProbe({ delay: 10_000 })] });
    expect(due(one, 9999)).toEqual([]);
    expect(due(one, 10_000)).toEqual(['ready']);
  });

  test.each([
    [4999, []],
    [5000, ['ready']],
  ])('then when its time has passed since the last answer (%d: %j)', (after, names) => {
    const one = live({ probes: [aProbe({ every: 5000 })] });
    probed(one, well());
    expect(due(one, after)).toEqual(names);
  });
});

test('a breach is named as the cause before a probe that fails with it', () => {
  const one = live({ probes: [aProbe({ failures: 1 })] });
  one.look(1000, [errorRates(0.2)], { probes: [ill()] });
  expect(one.rollout().phase).toMatchObject({ cause: { kind: 'trigger' } });
});

test('a streak counts what came in a row, and only the probes that ran', () => {
  const first = evolveProbes({}, [well('a'), ill('b')], 1);
  const second = evolveProbes(first, [well('a')], 2);
  expect(evolveProbes(second, [ill('a')], 3)).toEqual({
    a: { failures: 1, successes: 0, lastAt: 3, sentence: '503 in 3ms' },
    b: { failures: 1, successes: 0, lastAt: 1, sentence: '503 in 3ms' },
  });
  expect(second['a']).toMatchObject({ successes: 2, lastAt: 2 });
});
