import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { absorb, type CountedEvidence, follow } from '../../../../src/core/judge/sequential/evidence.ts';
import { goodEvidence, standingOf } from '../../../../src/core/judge/sequential/standing.ts';
import { wholeTime } from '../../../../src/core/judge/sequential/starts.ts';
import { emptyStrand, extend, logEvidenceOfWorse } from '../../../../src/core/judge/sequential/strand.ts';
import type { Counter, SideTotals, Totals } from '../../../../src/core/judge/totals.ts';
import { createRandom } from '../../../../src/simulate/random.ts';

type Interval = readonly [requests: number, bad: number];
interface Look {
  readonly canary: readonly Interval[];
  readonly stable: readonly Interval[];
}

const minute = 60_000;

/** The evidence after each look at counters that grow by these intervals. */
function gathered(looks: readonly Look[], spacing = 1e9): readonly CountedEvidence[] {
  const [first] = looks;
  const sums = {
    canary: (first?.canary ?? []).map((): Interval => [0, 0]),
    stable: (first?.stable ?? []).map((): Interval => [0, 0]),
  };
  let evidence = follow(null, absorb(null, totals(sums), 'events', 0, false), spacing);
  return looks.map((look, index) => {
    for (const side of ['canary', 'stable'] as const) {
      sums[side] = sums[side].map(([requests, bad], place) => {
        const [more = 0, moreBad = 0] = look[side][place] ?? [];
        return [requests + more, bad + moreBad];
      });
    }
    const step = absorb(evidence, totals(sums), 'events', (index + 1) * minute, false);
    evidence = follow(evidence, step, spacing);
    return evidence;
  });
}

function totals(sums: { canary: readonly Interval[]; stable: readonly Interval[] }): Totals {
  return { metric: 'error-rate', canary: side(sums.canary), stable: side(sums.stable) };
}

function side(intervals: readonly Interval[]): SideTotals {
  const named = intervals.map(([requests, bad], place): [string, Counter] => [
    `i${place}`,
    { kind: 'events', requests, bad },
  ]);
  return { kind: 'totals', instances: Object.fromEntries(named) };
}

function worseAfterEach(looks: readonly Look[], margin = 1, spacing = 1e9): readonly number[] {
  return gathered(looks, spacing).map((evidence) => standingOf(evidence, margin, 0.01, false).worse);
}

function worse(looks: readonly Look[], margin = 1): number {
  return worseAfterEach(looks, margin).at(-1) ?? Number.NaN;
}

const interval = fc
  .tuple(fc.integer({ min: 1, max: 400 }), fc.double({ min: 0, max: 0.2, noNaN: true }))
  .map(([requests, share]): Interval => [requests, Math.round(requests * share)]);
const someLooks = fc.array(
  fc.record({ canary: fc.tuple(interval), stable: fc.tuple(interval, interval, interval) }),
  {
    minLength: 1,
    maxLength: 8,
  },
);

describe('the evidence that canary is worse', () => {
  test('has a mean of at most 1 where canary is as good as stable, whenever one looks', () => {
    const random = createRandom(7);
    const runs = 1500;
    const looks = 12;
    const sums = Array.from({ length: looks }, () => 0);
    for (let run = 0; run < runs; run += 1) {
      const drawn = Array.from({ length: looks }, () => ({
        canary: [[50, random.binomial(50, 0.05)] as const],
        stable: [[100, random.binomial(100, 0.05)] as const, [100, random.binomial(100, 0.05)] as const],
      }));
      worseAfterEach(drawn, 1, 4 * minute).forEach((log, index) => {
        sums[index] = (sums[index] ?? 0) + Math.exp(log);
      });
    }
    // Heavy tails make single means reach a little over 1 in so many runs; unfair bets grow far beyond.
    for (const sum of sums) expect(sum / runs).toBeLessThan(1.35);
  }, 60_000);

  test('hardly ever reaches 100 by chance, and 1000 hardly ever', () => {
    const random = createRandom(11);
    const runs = 1000;
    let reached = 0;
    for (let run = 0; run < runs; run += 1) {
      const drawn = Array.from({ length: 15 }, () => ({
        canary: [[80, random.binomial(80, 0.03)] as const],
        stable: [[160, random.binomial(160, 0.03)] as const],
      }));
      if (worseAfterEach(drawn).some((log) => log >= Math.log(100))) reached += 1;
    }
    expect(reached / runs).toBeLessThanOrEqual(0.01);
  }, 60_000);

  test('does not depend on the order of the intervals, nor on the names of the instances', () => {
    fc.assert(
      fc.property(someLooks, (looks) => {
        const turned = looks
          .map(({ canary, stable }) => ({ canary, stable: stable.toReversed() }))
          .toReversed();
        expect(worse(turned)).toBeCloseTo(worse(looks), 3);
      }),
    );
  });

  test('grows with every bad request of canary', () => {
    // Of counts as noisy as chance: where bad requests come in clusters, one alone is no news.
    const pairs = fc.array(fc.record({ canary: interval, stable: interval }), { minLength: 1, maxLength: 8 });
    const evidence = (looks: readonly { readonly canary: Interval; readonly stable: Interval }[]) => {
      const strand = looks.reduce(
        (sum, { canary, stable }) => extend(sum, { canary: counts(canary), stable: counts(stable) }),
        emptyStrand,
      );
      return logEvidenceOfWorse(strand, [wholeTime], 1, 1);
    };
    fc.assert(
      fc.property(pairs, fc.nat(), (looks, place) => {
        const at = place % looks.length;
        const more = looks.map((look, index) =>
          index === at ? { ...look, canary: oneMore(look.canary) } : look,
        );
        expect(evidence(more)).toBeGreaterThanOrEqual(evidence(looks) - 1e-3);
      }),
    );
  });

  test('shrinks with the margin that is accepted', () => {
    fc.assert(
      fc.property(someLooks, (looks) => {
        expect(worse(looks, 1.5)).toBeLessThanOrEqual(worse(looks, 1) + 4.61);
      }),
    );
    const bad = [{ canary: [[300, 30]] as const, stable: [[2700, 100]] as const }];
    expect(worse(bad, 2)).toBeLessThan(worse(bad, 1.5));
    expect(worse(bad, 1.5)).toBeLessThan(worse(bad, 1));
  });

  test('is the same for one long interval and for many short ones, nearly', () => {
    const short = Array.from({ length: 20 }, () => ({
      canary: [[50, 3]] as const,
      stable: thirds(450, 9),
    }));
    const long = [{ canary: [[1000, 60]] as const, stable: thirds(9000, 180) }];
    expect(worse(short) / worse(long)).toBeCloseTo(1, 1);
  });
});

function last(looks: readonly Look[]): CountedEvidence {
  const evidence = gathered(looks).at(-1);
  if (evidence === undefined) throw new Error('no looks');
  return evidence;
}

describe('the evidence that canary is good enough', () => {
  const good = (looks: readonly Look[], margin: number) => goodEvidence(last(looks), margin, 0.01, false);

  test('comes with requests where canary is as good as stable', () => {
    const minutes = (count: number) =>
      Array.from({ length: count }, () => ({ canary: [[300, 3]] as const, stable: [[2700, 27]] as const }));
    expect(good(minutes(5), 1.5)).toBeLessThan(Math.log(100));
    expect(good(minutes(60), 1.5)).toBeGreaterThan(Math.log(100));
    expect(good(minutes(5), 3)).toBeGreaterThan(good(minutes(5), 1.5));
  });

  test('comes without anything to compare once no bad request in thousands has been seen', () => {
    const looks = (count: number) =>
      Array.from({ length: count }, () => ({ canary: [[1000, 0]] as const, stable: [[9000, 0]] as const }));
    expect(good(looks(5), 1.5)).toBeLessThan(Math.log(100));
    expect(good(looks(6), 1.5)).toBeGreaterThan(Math.log(100));
  });

  test('does not come where canary is as bad as the margin', () => {
    const looks = Array.from({ length: 60 }, () => ({
      canary: [[300, 6]] as const,
      stable: [[2700, 27]] as const,
    }));
    expect(good(looks, 2)).toBeLessThan(Math.log(10));
  });
});

function thirds(requests: number, bad: number): readonly Interval[] {
  return [0, 1, 2].map(() => [requests / 3, bad / 3]);
}

function counts([requests, bad]: Interval) {
  return { requests, bad };
}

function oneMore([requests, bad]: Interval): Interval {
  return [requests, Math.min(requests, bad + 1)];
}
