import { describe, expect, test } from 'vitest';
import { increase, type KnownInstances, knownOf } from '../../../src/core/judge/increase.ts';
import type { Counter } from '../../../src/core/judge/totals.ts';

function events(requests: number, bad: number): Counter {
  return { kind: 'events', requests, bad };
}

function histogram(boundaries: readonly number[], counts: readonly number[]): Counter {
  return { kind: 'histogram', boundaries, counts };
}

function came(before: KnownInstances, instances: Readonly<Record<string, Counter>>) {
  return increase(before, { kind: 'totals', instances }, null);
}

describe('what came between two looks', () => {
  test('is the difference of each instance', () => {
    expect(came({ a: [100, 5], b: [50, 0] }, { a: events(160, 7), b: events(50, 0) })).toEqual({
      instances: { a: [{ requests: 60, bad: 2 }], b: [{ requests: 0, bad: 0 }] },
      known: { a: [160, 7], b: [50, 0] },
      notes: [],
    });
  });

  test('is nothing of an instance that is seen for the first time', () => {
    expect(came({}, { a: events(100, 5) })).toEqual({
      instances: { a: [{ requests: 0, bad: 0 }] },
      known: { a: [100, 5] },
      notes: [],
    });
  });

  test('is all of it where the instance began again at zero', () => {
    expect(came({ a: [100, 5] }, { a: events(12, 1) })).toEqual({
      instances: { a: [{ requests: 12, bad: 1 }] },
      known: { a: [12, 1] },
      notes: [],
    });
    expect(came({ a: [100, 5] }, { a: events(50, 1) }).instances).toEqual({ a: [{ requests: 50, bad: 1 }] });
  });

  test('is nothing where the counter went backwards, and that is said', () => {
    const backwards = ['a went backwards without beginning again'];
    expect(came({ a: [100, 5] }, { a: events(51, 1) })).toEqual({
      instances: { a: [{ requests: 0, bad: 0 }] },
      known: { a: [51, 1] },
      notes: backwards,
    });
    expect(came({ a: [100, 5] }, { a: events(120, 4) }).notes).toEqual(backwards);
  });

  test('loses nothing to a look at which an instance is missing', () => {
    const { known, instances } = came({ a: [100, 5], b: [10, 1] }, { b: events(20, 1) });
    expect(instances).toEqual({ b: [{ requests: 10, bad: 0 }] });
    expect(came(known, { a: events(300, 9) }).instances).toEqual({ a: [{ requests: 200, bad: 4 }] });
  });

  test('has no more bad requests than requests, whenever the two were read', () => {
    expect(came({ a: [100, 5] }, { a: events(102, 11) }).instances).toEqual({
      a: [{ requests: 2, bad: 2 }],
    });
  });

  test('leaves out what is no counter, and says so', () => {
    const { instances, known, notes } = came({ a: [100, 5] }, { a: events(Number.NaN, 0), b: events(1, 0) });
    expect(instances).toEqual({ b: [{ requests: 0, bad: 0 }] });
    expect(known).toEqual({ a: [100, 5], b: [1, 0] });
    expect(notes).toEqual(['a told something that is no number']);
  });

  test('of a histogram is counted above each boundary that is looked at', () => {
    const side = (counts: readonly number[]) =>
      ({ kind: 'totals', instances: { a: histogram([10, 20, 40], counts) } }) as const;
    const first = increase({}, side([100, 50, 20, 5]), [10, 40]);
    expect(first.known).toEqual({ a: [175, 75, 5] });
    expect(increase(first.known, side([110, 53, 22, 6]), [10, 40]).instances).toEqual({
      a: [
        { requests: 16, bad: 6 },
        { requests: 16, bad: 1 },
      ],
    });
  });
});

describe('what an instance told', () => {
  test.each<[Counter, readonly number[] | null, readonly number[] | string]>([
    [events(100.4, 4.6), null, [100, 5]],
    [events(0, 0), null, [0, 0]],
    [events(7, 7), null, [7, 7]],
    [events(7, 8), null, 'told more bad requests than requests'],
    [events(7, Number.POSITIVE_INFINITY), null, 'told something that is no number'],
    [events(7, -1), null, 'told a negative count'],
    [events(1e15, 0), null, [1e15, 0]],
    [events(1e15, 1), null, 'told more than can be counted'],
    [events(1e300, 0), null, 'told more than can be counted'],
    [histogram([10], [6e14, 6e14]), [10], 'told more than can be counted'],
    [events(1e15, 0), null, [1e15, 0]],
    [events(1e15, 1), null, 'told more than can be counted'],
    [histogram([10, 20], [5e14, 5e14, 1]), [10], 'told more than can be counted'],
    [events(-7, 0), null, 'told a negative count'],
    [histogram([1], [1, 1]), null, 'told a histogram where counts were expected'],
    [events(7, 1), [10], 'told counts where a histogram was expected'],
    [histogram([10, 20], [1, 2, 3]), [10], [6, 5]],
    [histogram([10, 20], [1, 2, 3]), [20, 10], [6, 3, 5]],
    [histogram([10, 20], [1, 2, 3]), [10 + 1e-9], [6, 5]],
    [histogram([10, 20], [1, 2, 3]), [10.001], 'changed its buckets'],
    [histogram([10, 20], [1, 2, 3]), [15], 'changed its buckets'],
    [histogram([10, 20], [1, 2]), [10], 'told a histogram that is not whole'],
    [histogram([10, 20], [1, 2, 3, 4]), [10], 'told a histogram that is not whole'],
    [histogram([20, 10], [1, 2, 3]), [10], 'told a histogram whose buckets are out of order'],
    [histogram([10, 10], [1, 2, 3]), [10], 'told a histogram whose buckets are out of order'],
    [histogram([10, Number.NaN], [1, 2, 3]), [10], 'told a histogram whose buckets are out of order'],
    [histogram([10, 20], [1, -2, 3]), [10], 'told a negative count'],
  ])('%o, looked at at %j, is %j', (counter, boundaries, known) => {
    expect(knownOf(counter, boundaries)).toEqual(known);
  });
});

describe('a fleet that is renewed all day', () => {
  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, place) => [`p${place}`, [10, 0]]));

  test('is remembered where an instance is missing', () => {
    expect(Object.keys(came(many(255), { new: events(5, 0) }).known)).toHaveLength(256);
  });

  test('is forgotten where instances are gone and there are too many', () => {
    expect(came(many(256), { new: events(5, 0), p7: events(12, 1) })).toEqual({
      instances: { new: [{ requests: 0, bad: 0 }], p7: [{ requests: 2, bad: 1 }] },
      known: { p7: [12, 1], new: [5, 0] },
      notes: [],
    });
  });

  test('may have an instance of any name', () => {
    expect(came({}, { constructor: events(5, 0) }).instances).toEqual({
      constructor: [{ requests: 0, bad: 0 }],
    });
  });
});
