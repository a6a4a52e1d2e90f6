import { describe, expect, test } from 'vitest';
import {
  absorb,
  type CountedEvidence,
  CountedStep,
  follow,
} from '../../../../src/core/judge/sequential/evidence.ts';
import { emptyStrand, extend } from '../../../../src/core/judge/sequential/strand.ts';
import type { Counter, SideTotals } from '../../../../src/core/judge/totals.ts';

const none: SideTotals = { kind: 'none', reason: 'source-failed', sentence: 'Prometheus did not answer' };

function side(instances: Readonly<Record<string, readonly [requests: number, bad: number]>>): SideTotals {
  const counters = Object.entries(instances).map(([name, [requests, bad]]): [string, Counter] => [
    name,
    { kind: 'events', requests, bad },
  ]);
  return { kind: 'totals', instances: Object.fromEntries(counters) };
}

function latencies(...counts: readonly (readonly number[])[]): SideTotals {
  const boundaries = [100, 200, 400];
  const counters = counts.map((each, index): [string, Counter] => [
    `i${index}`,
    { kind: 'histogram', boundaries, counts: each },
  ]);
  return { kind: 'totals', instances: Object.fromEntries(counters) };
}

interface Look {
  readonly canary?: SideTotals;
  readonly stable?: SideTotals;
  readonly kind?: 'events' | 'histogram';
  readonly now?: number;
  readonly warmingUp?: boolean;
}

function looked(before: CountedEvidence | null, look: Look): CountedEvidence {
  const { canary = none, stable = none, kind = 'events', now = 0, warmingUp = false } = look;
  const step = absorb(before, { metric: 'm', canary, stable }, kind, now, warmingUp);
  expect(CountedStep.parse(step)).toEqual(withoutOnsets(step));
  return follow(before, step, 60_000);
}

function withoutOnsets(step: CountedStep): CountedStep {
  const { onsets: _, ...rest } = { onsets: [], ...step };
  return rest;
}

const first = () =>
  looked(null, {
    canary: side({ c: [10, 1] }),
    stable: side({ s: [1000, 20] }),
    now: 1000,
  });

describe('the first look', () => {
  test('begins to count, and has nothing to compare yet', () => {
    expect(first()).toMatchObject({
      kind: 'counted',
      metric: 'm',
      since: 1000,
      until: 1000,
      boundaries: null,
      known: { canary: { c: [10, 1] }, stable: { s: [1000, 20] } },
      places: ['s'],
      instances: { canary: 1, stable: 1 },
      strands: [emptyStrand],
      fresh: 0,
      note: null,
      silence: null,
      onsets: [[]],
    });
  });

  test.each<[string, Look, string]>([
    ['canary', { stable: side({ s: [1, 0] }) }, 'Prometheus did not answer'],
    ['stable', { canary: side({ c: [1, 0] }) }, 'nothing to compare with: Prometheus did not answer'],
  ])('at which %s tells nothing begins nothing', (_, look, silence) => {
    expect(looked(null, { ...look, now: 1000 })).toMatchObject({
      since: null,
      until: 1000,
      known: { canary: {}, stable: {} },
      strands: [],
      spreads: [],
      recent: [],
      places: [],
      instances: { canary: 0, stable: 0 },
      fresh: 0,
      note: null,
      silence,
      onsets: [],
    });
  });
});

describe('a look more', () => {
  test('adds what came since the last one', () => {
    const pair = { canary: { requests: 90, bad: 4 }, stable: { requests: 500, bad: 5 } };
    expect(
      looked(first(), { canary: side({ c: [100, 5] }), stable: side({ s: [1500, 25] }), now: 2000 }),
    ).toMatchObject({
      since: 1000,
      until: 2000,
      known: { canary: { c: [100, 5] }, stable: { s: [1500, 25] } },
      strands: [extend(emptyStrand, pair)],
      fresh: 90,
      silence: null,
    });
  });

  test('adds up the instances of a side', () => {
    const before = looked(null, {
      canary: side({ a: [0, 0], b: [0, 0] }),
      stable: side({ s: [0, 0], t: [0, 0] }),
    });
    const after = looked(before, {
      canary: side({ a: [10, 1], b: [20, 2] }),
      stable: side({ s: [100, 3], t: [200, 4] }),
    });
    expect(after.strands[0]).toMatchObject({
      canary: { requests: 30, bad: 3 },
      stable: { requests: 300, bad: 7 },
    });
    expect(after.instances).toEqual({ canary: 2, stable: 2 });
    expect(after.fresh).toBe(30);
  });

  test('at which a side tells nothing keeps what was known, and says why', () => {
    const { onsets, ...known } = first();
    expect(looked(first(), { stable: side({ s: [1500, 25] }), now: 2000 })).toEqual({
      ...known,
      until: 2000,
      silence: 'Prometheus did not answer',
      onsets,
    });
    const next = looked(looked(first(), { now: 2000 }), {
      canary: side({ c: [100, 5] }),
      stable: side({ s: [1500, 25] }),
      now: 3000,
    });
    expect(next.strands[0]?.canary).toEqual({ requests: 90, bad: 4 });
    expect(next.silence).toBeNull();
  });

  test('that tells more than can be counted adds nothing', () => {
    const instances = (count: number, requests: number) =>
      side(
        Object.fromEntries(
          Array.from({ length: count }, (_, place) => [`i${place}`, [requests, 0] as const]),
        ),
      );
    const silence = 'more was told than can be counted';
    const [nothing, little, much] = [instances(10, 0), instances(1, 1), instances(10, 1e15)];
    const before = looked(null, { canary: nothing, stable: nothing });
    expect(looked(before, { canary: little, stable: much })).toMatchObject({
      silence,
      known: { stable: { i0: [0, 0] } },
    });
    expect(looked(before, { canary: much, stable: little })).toMatchObject({ silence });
    const full = looked(before, { canary: little, stable: instances(9, 1e15) });
    expect(full.silence).toBeNull();
    // The instance began again, so that it has counted little, and yet there is no room for it.
    expect(looked(full, { canary: little, stable: instances(1, 1e14) }).silence).toBe(silence);
  });

  test('counts since the look before the first at which both sides told something', () => {
    const silent = looked(null, { now: 500 });
    const begun = looked(silent, { canary: side({ c: [1, 0] }), stable: side({ s: [1, 0] }), now: 1000 });
    expect(begun.since).toBe(500);
  });

  test('during the warm-up only remembers how far the counters are', () => {
    const warm = looked(first(), {
      canary: side({ c: [100, 50] }),
      stable: side({ s: [1500, 25] }),
      warmingUp: true,
      now: 2000,
    });
    expect(warm).toMatchObject({
      until: 2000,
      known: { canary: { c: [100, 50] }, stable: { s: [1500, 25] } },
      strands: [emptyStrand],
      fresh: 0,
      silence: null,
    });
    const begun = looked(null, {
      canary: side({ c: [1, 0] }),
      stable: side({ s: [1, 0] }),
      warmingUp: true,
    });
    expect(begun).toMatchObject({ since: null, strands: [], places: [] });
  });

  test('keeps the places of stable’s instances, and adds new ones behind', () => {
    const more = looked(first(), {
      canary: side({ c: [20, 1] }),
      stable: side({ a: [5, 0], s: [1100, 20] }),
    });
    expect(more.places).toEqual(['s', 'a']);
    expect(looked(more, { canary: side({ c: [30, 1] }), stable: side({ b: [5, 0] }) }).places).toEqual([
      's',
      'a',
      'b',
    ]);
  });

  test('notes up to three oddities, of both sides', () => {
    const before = looked(null, {
      canary: side({ a: [100, 0], b: [100, 0] }),
      stable: side({ s: [100, 0], t: [100, 0] }),
    });
    const odd = looked(before, {
      canary: side({ a: [90, 0], b: [90, 0] }),
      stable: side({ s: [90, 0], t: [90, 0] }),
    });
    expect(odd.note).toBe(
      "canary's a went backwards without beginning again; canary's b went backwards without beginning again; stable's s went backwards without beginning again",
    );
    expect(looked(odd, { canary: side({ a: [91, 0] }), stable: side({ s: [91, 0] }) }).note).toBeNull();
    const warm = looked(before, {
      canary: side({ a: [90, 0] }),
      stable: side({ s: [100, 0] }),
      warmingUp: true,
    });
    expect(warm.note).toBe("canary's a went backwards without beginning again");
  });

  test.each<[string, Look, string]>([
    ['no instance of canary', { canary: side({}), stable: side({ s: [1, 0] }) }, 'no instance of the canary'],
    [
      'no counter of canary',
      { canary: side({ c: [-1, 0] }), stable: side({ s: [1, 0] }) },
      "canary's c told a negative count",
    ],
    [
      'no instance of stable',
      { canary: side({ c: [1, 0] }), stable: side({}) },
      'nothing to compare with: no instance of stable',
    ],
  ])('with %s has nothing to compare', (_, look, silence) => {
    expect(looked(first(), look).silence).toBe(silence);
  });
});

describe('a histogram', () => {
  const stable = [500, 300, 150, 50];
  const begun = () =>
    looked(null, {
      canary: latencies([5, 3, 1, 1]),
      stable: latencies(stable),
      kind: 'histogram',
    });

  test('is a question at each boundary that is looked at', () => {
    expect(begun().boundaries).toEqual([100, 200, 400]);
    expect(begun().strands).toHaveLength(3);
    const after = looked(begun(), {
      canary: latencies([15, 6, 3, 2]),
      stable: latencies(stable.map((count) => count * 2)),
      kind: 'histogram',
    });
    expect(after.strands.map(({ canary }) => canary)).toEqual([
      { requests: 16, bad: 6 },
      { requests: 16, bad: 3 },
      { requests: 16, bad: 1 },
    ]);
    expect(after.strands.map(({ stable: other }) => other.bad)).toEqual([500, 200, 50]);
    expect(after.fresh).toBe(16);
    expect(after.onsets).toEqual([[], [], []]);
  });

  test('keeps its boundaries, wherever latencies go', () => {
    const after = looked(begun(), {
      canary: latencies([5, 3, 1, 1]),
      stable: latencies([500, 300, 150, 90_000]),
      kind: 'histogram',
    });
    expect(after.boundaries).toEqual([100, 200, 400]);
  });

  test('waits until stable has told enough', () => {
    const waiting = looked(null, {
      canary: latencies([5, 3, 1, 1]),
      stable: latencies([5, 3, 1, 1]),
      kind: 'histogram',
    });
    expect(waiting).toMatchObject({
      since: null,
      boundaries: null,
      strands: [],
      silence: 'stable has told too few latencies to know where they lie',
    });
    const known = looked(waiting, {
      canary: latencies([5, 3, 1, 1]),
      stable: latencies(stable),
      kind: 'histogram',
    });
    expect(known).toMatchObject({ boundaries: [100, 200, 400], silence: null });
  });
});

describe('how stable varies', () => {
  const grows = (look: number, bad: readonly number[]) =>
    Object.fromEntries(
      bad.map((each, place) => [`s${place}`, [100 * (look + 1), each * (look + 1)] as const]),
    );

  test('is known at once where three instances had counted before', () => {
    const [spread] = looked(null, {
      canary: side({ c: [0, 0] }),
      stable: side(grows(0, [11, 12, 13])),
    }).spreads;
    expect(spread).toMatchObject({ statistic: 0, expected: 0, observed: [11, 12, 13], alike: [12, 12, 12] });
  });

  test('is told by three instances at every look', () => {
    const before = looked(null, { canary: side({ c: [0, 0] }), stable: side(grows(0, [1, 2, 3])) });
    const after = looked(before, { canary: side({ c: [9, 0] }), stable: side(grows(1, [1, 2, 3])) });
    expect(after.spreads[0]).toMatchObject({ observed: [2, 4, 6], alike: [4, 4, 4] });
    expect(after.spreads[0]?.expected).toBeGreaterThan(0);
    expect(after.recent).toEqual([[]]);
  });

  test('is told by four intervals of fewer instances, which say nothing of their unevenness', () => {
    let evidence = looked(null, { canary: side({ c: [0, 0] }), stable: side({ s: [0, 0] }) });
    const counts: number[] = [];
    const expected: number[] = [];
    for (const look of [1, 2, 3, 4, 5, 6, 7, 8]) {
      evidence = looked(evidence, {
        canary: side({ c: [10 * look, 0] }),
        stable: side({ s: [100 * look, 2 * look] }),
      });
      counts.push(evidence.recent[0]?.length ?? -1);
      expected.push(evidence.spreads[0]?.expected ?? -1);
    }
    // The look at which counting begins is an interval without requests.
    expect(counts).toEqual([2, 3, 0, 1, 2, 3, 0, 1]);
    // What is suspected before anything is known counts from the beginning.
    expect(expected.map((each) => each - (expected[0] ?? 0))).toEqual([0, 0, 12, 12, 12, 12, 36, 36]);
    expect(evidence.spreads[0]).toMatchObject({ observed: [], alike: [] });
  });

  test('leaves an instance that is missing its place', () => {
    const before = looked(null, { canary: side({ c: [0, 0] }), stable: side(grows(0, [1, 2, 3, 4])) });
    const { s1: _, ...others } = grows(1, [1, 2, 3, 4]);
    const after = looked(before, { canary: side({ c: [9, 0] }), stable: side(others) });
    expect(after.spreads[0]?.observed).toEqual([2, 2, 6, 8]);
  });
});

describe('bets that are begun anew', () => {
  test('begin with what was known before the look at which they are due', () => {
    const counts = (look: number) => ({
      canary: side({ c: [10 * look, look] }),
      stable: side({ s: [100 * look, look] }),
      now: look * 30_000,
    });
    let evidence: CountedEvidence | null = null;
    const seen: CountedEvidence[] = [];
    for (const look of [0, 1, 2, 3, 4]) {
      evidence = looked(evidence, counts(look));
      seen.push(evidence);
    }
    expect(seen.map(({ onsets }) => onsets[0]?.map(({ at, bad }) => [at, bad]))).toEqual([
      [],
      [],
      [[60_000, 1]],
      [[60_000, 1]],
      [
        [60_000, 1],
        [120_000, 3],
      ],
    ]);
    expect(seen[2]?.onsets[0]?.[0]?.normalisers).toEqual(seen[1]?.strands[0]?.normalisers);
  });

  test('are none before counting has begun', () => {
    const silent = looked(null, { now: 0 });
    const begun = looked(silent, { canary: side({ c: [1, 0] }), stable: side({ s: [1, 0] }), now: 600_000 });
    expect(begun.onsets).toEqual([[]]);
  });

  test('are kept over a look that tells nothing', () => {
    const counts = (look: number) => ({
      canary: side({ c: [10 * look, look] }),
      stable: side({ s: [100 * look, look] }),
      now: look * 60_000,
    });
    const before = looked(looked(null, counts(0)), counts(1));
    expect(before.onsets[0]).toHaveLength(1);
    expect(looked(before, { now: 70_000 }).onsets).toEqual(before.onsets);
  });
});
