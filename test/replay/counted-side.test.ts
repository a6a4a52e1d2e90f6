import { describe, expect, it } from 'vitest';
import type { Counter, SideTotals } from '../../src/core/judge/totals.ts';
import { createCountedSide } from '../../src/replay/counted-side.ts';
import { nothing } from '../../src/replay/counters.ts';
import { minute } from './recordings.ts';

const events = (requests: number, bad = 0): Counter => ({ kind: 'events', requests, bad });
const told = (instances: Record<string, Counter>): SideTotals => ({ kind: 'totals', instances });
const silent = nothing('source-failed', 'it was not told');

describe('what one side counts, interval after interval', () => {
  it('is added up over the intervals that end within a window', () => {
    const side = createCountedSide(10 * minute);
    for (const [index, requests] of [1, 10, 100, 1000].entries()) {
      side.add((index + 1) * minute, told({ a: events(requests, index), b: events(requests) }));
    }
    expect(side.within(minute)).toEqual(events(2000, 3));
    expect(side.within(2 * minute)).toEqual(events(2200, 5));
    expect(side.within(60 * minute)).toEqual(events(2222, 6));
  });

  it('is nothing where the last interval was not told; earlier gaps are left out', () => {
    const side = createCountedSide(10 * minute);
    side.add(minute, told({ a: events(1) }));
    side.add(2 * minute, silent);
    expect(side.within(5 * minute)).toEqual(silent);
    expect(side.totals()).toEqual(silent);
    side.add(3 * minute, told({ a: events(10) }));
    expect(side.within(5 * minute)).toEqual(events(11));
    expect(side.totals()).toEqual(told({ a: events(11) }));
  });

  it('grows from what was counted earlier, which is in no window', () => {
    const side = createCountedSide(10 * minute, told({ a: events(500, 5) }));
    expect(side.totals()).toEqual(told({ a: events(500, 5) }));
    expect(side.within(minute)).toMatchObject({ kind: 'none' });
    side.add(minute, told({ a: events(10, 1), b: events(3) }));
    expect(side.totals()).toEqual(told({ a: events(510, 6), b: events(3) }));
    expect(side.within(minute)).toEqual(events(13, 1));
  });

  it('tells the instances that counted last', () => {
    const side = createCountedSide(10 * minute);
    side.add(minute, told({ a: events(1), b: events(2) }));
    side.add(2 * minute, told({ b: events(3) }));
    expect(side.totals()).toEqual(told({ b: events(5) }));
  });

  it('of nobody is no traffic', () => {
    const side = createCountedSide(10 * minute);
    side.add(minute, told({}));
    expect(side.within(minute)).toMatchObject({ kind: 'none', reason: 'no-traffic' });
  });
});
