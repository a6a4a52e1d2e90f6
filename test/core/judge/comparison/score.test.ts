import { describe, expect, it } from 'vitest';
import { score } from '../../../../src/core/judge/comparison/score.ts';

type Result = Parameters<typeof score>[0][number];

function result(group: string, classification: Result['classification'], more: Partial<Result> = {}): Result {
  return { group, classification, critical: false, mustHaveData: false, ...more };
}

describe('the score', () => {
  it('is the share of metrics that pass', () => {
    const results = [result('a', 'pass'), result('a', 'high'), result('a', 'low'), result('a', 'pass')];
    expect(score(results, {})).toEqual({
      score: 50,
      zeroed: null,
      groups: [{ group: 'a', score: 50, weight: 100 }],
    });
  });

  it('counts a third as a third', () => {
    expect(score([result('a', 'pass'), result('a', 'high'), result('a', 'low')], {}).score).toBe(33.33);
    const thirds = ['a', 'b', 'c'].map((group) => result(group, 'pass'));
    expect(score(thirds, {}).score).toBe(100);
  });

  it('weighs groups, and shares the rest evenly among those without a weight', () => {
    const results = [result('a', 'pass'), result('b', 'high'), result('c', 'pass')];
    expect(score(results, { a: 60 })).toMatchObject({
      score: 80,
      groups: [
        { group: 'a', score: 100, weight: 60 },
        { group: 'b', score: 0, weight: 20 },
        { group: 'c', score: 100, weight: 20 },
      ],
    });
    expect(score(results, { a: 100 }).score).toBe(100);
    expect(score(results, { a: 0, b: 100 }).score).toBe(0);
  });

  it('leaves metrics without data out, and gives the weight of a group without any to the others', () => {
    const one = result('a', 'no-data');
    expect(score([one, result('a', 'pass'), result('a', 'high')], {}).score).toBe(50);
    const results = [one, result('b', 'pass'), result('b', 'high')];
    expect(score(results, { a: 90, b: 10 })).toMatchObject({
      score: 50,
      groups: [{ group: 'a', score: null, weight: 90 }, { group: 'b' }],
    });
  });

  it('counts a metric that must have data as failed without any', () => {
    const must = result('a', 'no-data', { mustHaveData: true });
    expect(score([must, result('a', 'pass'), result('a', 'pass'), result('a', 'pass')], {}).score).toBe(75);
    expect(score([must, result('a', 'pass')], {})).toMatchObject({ score: 50, zeroed: null });
  });

  it('is 0 when one critical metric fails', () => {
    const results = [result('a', 'pass'), result('a', 'pass'), result('b', 'high', { critical: true })];
    expect(score(results, { a: 99, b: 1 })).toMatchObject({ score: 0, zeroed: 'critical' });
  });

  it('is 0 when half of the metrics have no data', () => {
    const results = [result('a', 'pass'), result('a', 'no-data')];
    expect(score(results, {})).toMatchObject({ score: 0, zeroed: 'no-data' });
    expect(score([...results, result('a', 'pass')], {})).toMatchObject({ score: 100, zeroed: null });
  });

  it('is 0 when all that is known weighs nothing', () => {
    const results = [result('a', 'pass'), result('a', 'pass'), result('b', 'no-data')];
    expect(score(results, { a: 0, b: 100 }).score).toBe(0);
  });
});
