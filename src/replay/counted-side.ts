import type { Counter, SideTotals } from '../core/judge/totals.ts';
import type { Instant, Millis } from '../core/time.ts';
import { addCounters, type Nothing, nothing, sumCounters } from './counters.ts';

/** What one side counted of one metric, interval after interval. Mutable: it grows with every interval. */
export interface CountedSide {
  /** @param counts of the interval that ends at `at` alone; times ascend */
  add(at: Instant, counts: SideTotals): void;
  /** The intervals that end within the window, added up; nothing where the last one told nothing. */
  within(window: Millis): Counter | Nothing;
  /** Everything counted so far by the instances that counted last, as a source tells it that is read now. */
  totals(): SideTotals;
}

interface Entry {
  readonly at: Instant;
  /** Null where no instance counted anything. */
  readonly sum: Counter | Nothing | null;
}

const unread = nothing('empty', 'nothing was counted yet');
const idle = nothing('no-traffic', 'nothing was served');

/**
 * @param longest window that is asked for; what is older is forgotten
 * @param earlier what its instances had counted before the first interval; it is in no window
 */
export function createCountedSide(longest: Millis, earlier: SideTotals = unread): CountedSide {
  const entries: Entry[] = [];
  const counted = new Map<string, Counter>();
  let last = earlier;
  if (earlier.kind === 'totals') keep(counted, earlier.instances);
  return {
    add(at, counts) {
      last = counts;
      entries.push({
        at,
        sum: counts.kind === 'none' ? counts : sumCounters(Object.values(counts.instances)),
      });
      while ((entries[0]?.at ?? at) <= at - longest) entries.shift();
      if (counts.kind === 'totals') keep(counted, counts.instances);
    },
    within(window) {
      const newest = entries.at(-1);
      if (newest === undefined) return unread;
      return newest.sum?.kind === 'none' ? newest.sum : sumSince(entries, newest.at - window);
    },
    totals() {
      if (last.kind === 'none') return last;
      const names = Object.keys(last.instances);
      return { kind: 'totals', instances: Object.fromEntries(names.flatMap((name) => one(counted, name))) };
    },
  };
}

/** Counts in other buckets begin anew, as they would after a restart of what counts them. */
function keep(counted: Map<string, Counter>, instances: Readonly<Record<string, Counter>>): void {
  for (const [name, counter] of Object.entries(instances)) {
    const before = counted.get(name);
    const after = before === undefined ? counter : addCounters(before, counter);
    counted.set(name, after.kind === 'none' ? counter : after);
  }
}

function one(counted: ReadonlyMap<string, Counter>, name: string): readonly (readonly [string, Counter])[] {
  const counter = counted.get(name);
  return counter === undefined ? [] : [[name, counter]];
}

/** Gaps before the last interval are left out: a source that was not read then has counted nothing of it. */
function sumSince(entries: readonly Entry[], since: Instant): Counter | Nothing {
  const counters: Counter[] = [];
  for (let index = entries.length - 1; index >= 0; index -= 1) {
    const entry = entries[index];
    if (entry === undefined || entry.at <= since) break;
    if (entry.sum !== null && entry.sum.kind !== 'none') counters.push(entry.sum);
  }
  return sumCounters(counters) ?? idle;
}
