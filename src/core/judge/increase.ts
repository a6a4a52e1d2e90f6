import type { Counts } from './sequential/odds.ts';
import type { Counter, SideTotals } from './totals.ts';

/**
 * What an instance has counted, as it is remembered between two looks: its requests, and of them the bad ones; for a
 * histogram those slower than each of the boundaries that are looked at.
 */
export type Known = readonly number[];
export type KnownInstances = Readonly<Record<string, Known>>;

/** What came between two looks at one side. */
export interface Increase {
  /** By instance: one entry for each question; an instance seen for the first time has nothing yet. */
  readonly instances: Readonly<Record<string, readonly Counts[]>>;
  readonly known: KnownInstances;
  /** What was odd, each a sentence without its end. */
  readonly notes: readonly string[];
}

/** Sums of larger ones would lose their digits, and the log holds no whole number beyond 2^53. */
const largest = 1e15;

/** A counter that lost less than this share went backwards; one that lost more began again at zero. */
const restartBelow = 0.5;

/**
 * Counters only grow, so what came is a difference. An instance that began again counts from zero; one that is seen
 * for the first time begins to count now, for what it counted before is not this rollout's; one that is missing is
 * remembered, so that a gap loses nothing. What is no counter is left out and said.
 * @param boundaries that are looked at, in the histogram's unit; null for `events`
 */
export function increase(
  before: KnownInstances,
  side: Extract<SideTotals, { kind: 'totals' }>,
  boundaries: readonly number[] | null,
): Increase {
  const known: Record<string, Known> = { ...before };
  const instances: Record<string, readonly Counts[]> = {};
  const notes: string[] = [];
  for (const [name, counter] of Object.entries(side.instances)) {
    const now = knownOf(counter, boundaries);
    if (typeof now === 'string') {
      notes.push(`${name} ${now}`);
      continue;
    }
    const last = Object.hasOwn(before, name) ? before[name] : undefined;
    const more = last === undefined ? null : difference(last, now);
    if (more === 'backwards') notes.push(`${name} went backwards without beginning again`);
    instances[name] = countsOf(more === null || more === 'backwards' ? now.map(() => 0) : more);
    known[name] = now;
  }
  return { instances, known: withoutGone(known, side.instances), notes };
}

/** Instances that are gone are remembered for when they come back, until there are so many. */
const mostKnown = 256;

function withoutGone(known: KnownInstances, told: Readonly<Record<string, Counter>>): KnownInstances {
  const all = Object.entries(known);
  if (all.length <= mostKnown) return known;
  return Object.fromEntries(all.filter(([name]) => Object.hasOwn(told, name)));
}

/** The questions of what was counted; never more bad ones than requests. */
export function countsOf([requests = 0, ...bad]: Known): readonly Counts[] {
  return bad.map((each) => ({ requests, bad: Math.min(each, requests) }));
}

/** Each part alone: a scrape between two of them makes none of them negative. */
function difference(before: Known, now: Known): Known | 'backwards' {
  const shrank = now.some((value, index) => value < (before[index] ?? 0));
  if (!shrank) return now.map((value, index) => value - (before[index] ?? 0));
  const [was = 0] = before;
  const [is = 0] = now;
  return is <= was * restartBelow ? now : 'backwards';
}

/** @returns what is wrong with it, as the rest of a sentence about the instance */
export function knownOf(counter: Counter, boundaries: readonly number[] | null): Known | string {
  const numbers = counter.kind === 'events' ? [counter.requests, counter.bad] : counter.counts;
  if (!numbers.every(Number.isFinite)) return 'told something that is no number';
  if (numbers.some((value) => value < 0)) return 'told a negative count';
  if (numbers.reduce((sum, value) => sum + value, 0) > largest) return 'told more than can be counted';
  if (boundaries === null) {
    if (counter.kind !== 'events') return 'told a histogram where counts were expected';
    return counter.bad > counter.requests
      ? 'told more bad requests than requests'
      : [counter.requests, counter.bad].map(Math.round);
  }
  if (counter.kind !== 'histogram') return 'told counts where a histogram was expected';
  return slowerThan(counter, boundaries);
}

function slowerThan(
  { boundaries: told, counts }: Extract<Counter, { kind: 'histogram' }>,
  boundaries: readonly number[],
): Known | string {
  if (counts.length !== told.length + 1) return 'told a histogram that is not whole';
  if (told.some((value, index) => index > 0 && !(value > (told[index - 1] ?? 0)))) {
    return 'told a histogram whose buckets are out of order';
  }
  const places = boundaries.map((boundary) => told.findIndex((one) => isSame(one, boundary)));
  if (places.includes(-1)) return 'changed its buckets';
  const total = counts.reduce((sum, value) => sum + value, 0);
  const faster = (place: number) => counts.slice(0, place + 1).reduce((sum, value) => sum + value, 0);
  return [total, ...places.map((place) => total - faster(place))].map(Math.round);
}

function isSame(left: number, right: number): boolean {
  return Math.abs(left - right) <= 1e-9 * Math.max(Math.abs(left), Math.abs(right));
}
