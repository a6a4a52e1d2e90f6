import { describe, expect, test } from 'vitest';
import { atLeast, atMost, logOdds, odds, stakesAbove } from '../../../../src/core/judge/sequential/grid.ts';
import { onsetSpacing, startsOf, withOnset } from '../../../../src/core/judge/sequential/starts.ts';
import { emptyStrand } from '../../../../src/core/judge/sequential/strand.ts';

const hour = 3_600_000;

describe('the odds that are bet on', () => {
  test('ascend, and equal odds are among them', () => {
    expect(odds).toEqual(odds.toSorted((left, right) => left - right));
    expect(odds).toContain(1);
    expect(logOdds).toEqual(odds.map(Math.log));
  });

  test.each([
    [1, 1, 1],
    [1.05, 1.1, 1],
    [1.1, 1.1, 1.1],
    [1.1000000001, 1.1, 1.1],
    [1.0999999999, 1.1, 1.1],
    [0.5, 0.5, 0.5],
    [14, 14, 14],
  ])('%d lies between %d above and %d below', (accepted, above, below) => {
    expect(odds[atLeast(accepted) ?? -1]).toBe(above);
    expect(odds[atMost(accepted) ?? -1]).toBe(below);
  });

  test('reach neither below nor beyond themselves', () => {
    expect(atMost(0.2)).toBeNull();
    expect(atLeast(15)).toBeNull();
    expect(atLeast(0)).toBe(0);
    expect(atMost(1000)).toBe(odds.length - 1);
  });

  test.each(['failed', 'slow'] as const)(
    'share the whole stake among those above what is accepted: %s',
    (asked) => {
      for (const accepted of [0.5, 1, 1.3, 2, 7]) {
        const most = atLeast(accepted) ?? 0;
        const bets = stakesAbove(most, asked);
        expect(bets.length).toBeGreaterThan(0);
        expect(bets.every(({ place, stake }) => place > most && stake > 0)).toBe(true);
        expect(bets.reduce((sum, { stake }) => sum + stake, 0)).toBeCloseTo(1, 12);
      }
      expect(stakesAbove(atLeast(14) ?? 0, asked)).toEqual([]);
    },
  );

  test('lie lower where there are enough bad requests to show little', () => {
    const least = (asked: 'failed' | 'slow') => stakesAbove(atLeast(1) ?? 0, asked)[0]?.stake ?? 0;
    expect(least('slow')).toBeGreaterThan(least('failed'));
  });
});

describe('the moments from which is bet', () => {
  const strand = { ...emptyStrand, canary: { requests: 1000, bad: 7 } };

  /** Looks every `every` milliseconds for `long`, and the onsets that were begun. */
  function begun(long: number, every: number, spacing: number) {
    let onsets: ReturnType<typeof withOnset> = [];
    for (let now = 0; now <= long; now += every)
      onsets = withOnset(onsets, strand, { since: 0, now, spacing });
    return onsets;
  }

  test('are eight in the first hour, or evenly over a longer rollout', () => {
    expect(onsetSpacing(0)).toBe(450_000);
    expect(onsetSpacing(hour)).toBe(450_000);
    expect(onsetSpacing(4 * hour)).toBe(1_800_000);
  });

  test('come one by one, each at the first look when it is due, with what was known then', () => {
    const onsets = begun(1000, 70, 100);
    expect(onsets.map(({ at }) => at)).toEqual([140, 210, 350, 420, 560, 630, 700, 840, 910]);
    expect(onsets[0]).toMatchObject({ bad: 7, normalisers: strand.normalisers });
  });

  test('wait until they are due', () => {
    const times = { since: 1000, spacing: 100 };
    expect(withOnset([], strand, { ...times, now: 1099 })).toEqual([]);
    const [first] = withOnset([], strand, { ...times, now: 1100 });
    expect(first).toMatchObject({ at: 1100 });
    if (first === undefined) throw new Error('no onset');
    expect(withOnset([first], strand, { ...times, now: 1199 })).toHaveLength(1);
    expect(withOnset([first], strand, { ...times, now: 1200 })).toHaveLength(2);
  });

  test('keep the latest sixteen', () => {
    const onsets = begun(3000, 100, 100);
    expect(onsets).toHaveLength(16);
    expect(onsets.at(-1)?.at).toBe(3000);
    expect(onsets[0]?.at).toBe(1500);
  });

  test('never bet more than there is, however long it takes', () => {
    const all: number[] = [];
    for (let count = 1; count <= 500; count += 1) {
      const times = { since: 0, now: count * 100, spacing: 100 };
      all.push(withOnset([], strand, times).at(-1)?.stake ?? 0);
    }
    const [first = 0, ...others] = all.slice(0, 8);
    expect(others).toEqual(others.map(() => first));
    const later = all.slice(8);
    expect(later.every((stake, index) => stake > 0 && stake < (later[index - 1] ?? 1))).toBe(true);
    // 1/2, 1/6, 1/12, … of what is left come to all of it.
    expect((later[0] ?? 0) / (later[1] ?? 0)).toBeCloseTo(3, 9);
    expect((later[1] ?? 0) / (later[2] ?? 0)).toBeCloseTo(2, 9);
    const beginning = startsOf([])[0]?.stake ?? 0;
    const sum = all.reduce((total, stake) => total + stake, beginning);
    expect(sum).toBeLessThan(1);
    expect(sum).toBeGreaterThan(0.999);
  });

  test('begin with the beginning, which has most of the stake', () => {
    const [beginning] = startsOf([]);
    expect(beginning).toMatchObject({ bad: 0, normalisers: [] });
    expect(beginning?.stake).toBeGreaterThan(0.5);
    const onsets = begun(250, 50, 100);
    expect(startsOf(onsets)).toEqual([beginning, ...onsets]);
  });
});
