import { describe, expect, it } from 'vitest';
import type { SimulatedRollout } from '../../src/simulate/rollout.ts';
import { share, tally } from '../../src/simulate/tally.ts';

function aRun(overrides: Partial<SimulatedRollout> = {}): SimulatedRollout {
  return {
    outcome: 'completed',
    sentence: '',
    by: null,
    stage: 0,
    minute: 60,
    asked: false,
    requests: 1000,
    bad: 5,
    ...overrides,
  };
}

describe('the 95 % interval of a share', () => {
  // scipy 1.17.1: stats.binomtest(count, of).proportion_ci(method='wilson')
  it.each([
    [0, 200, 0, 0.018845326377266575],
    [3, 200, 0.00511423779325831, 0.04316572879269026],
    [10, 20, 0.2992980081982124, 0.7007019918017876],
    [200, 200, 0.9811546736227335, 1],
  ])('%i of %i', (count, of, low, high) => {
    const found = share(count, of);
    expect(found.low).toBeCloseTo(low, 12);
    expect(found.high).toBeCloseTo(high, 12);
  });

  it('of nothing may be anything', () => {
    expect(share(0, 0)).toMatchObject({ low: 0, high: 1 });
  });
});

describe('many rollouts together', () => {
  const back = (minute: number, by = 'a') => aRun({ outcome: 'rolled-back', minute, by, bad: minute });
  const found = tally([
    back(2),
    back(8),
    back(4, 'b'),
    aRun({ asked: true }),
    aRun({ outcome: 'paused', sentence: 'why' }),
  ]);

  it('are counted by their end', () => {
    expect(found.rolledBack).toMatchObject({ count: 3, of: 5 });
    expect(found.completed).toMatchObject({ count: 1, of: 5 });
    expect(found.stopped).toMatchObject({ count: 1, of: 5 });
    expect(found.asked).toMatchObject({ count: 1, of: 5 });
    expect(found.stops).toEqual(['paused: why']);
  });

  it('have a median minute of those that were rolled back, and the slowest', () => {
    expect(found.rollbackMinute).toEqual({ median: 4, largest: 8 });
    expect(tally([back(2), back(5)]).rollbackMinute).toEqual({ median: 3.5, largest: 5 });
    expect(tally([aRun()]).rollbackMinute).toBeNull();
  });

  it('say what took traffic back, the most frequent first', () => {
    expect(found.by).toEqual([
      { name: 'a', count: 2 },
      { name: 'b', count: 1 },
    ]);
  });
});
