import { z } from 'zod';
import { Instant, type Millis } from '../../time.ts';
import { countsOf, increase, type KnownInstances } from '../increase.ts';
import type { Totals } from '../totals.ts';
import { chooseBoundaries } from './boundaries.ts';
import { extendSpread, fewestInstances, Spread, spreadBefore } from './noise.ts';
import type { Counts, Pair } from './odds.ts';
import { type Onset, withOnset } from './starts.ts';
import { emptyStrand, extend, Strand } from './strand.ts';

const Known = z.record(z.string(), z.array(z.number()));
const count = z.number().int().nonnegative();

/** What is known of one metric that is counted, after a look. Written into the log with it. */
export const CountedStep = z.object({
  kind: z.literal('counted'),
  metric: z.string(),
  /** When counting began: the first look that both sides told something; null until then. */
  since: Instant.nullable(),
  until: Instant,
  /** Boundaries of a histogram that are looked at; null where failures are counted. */
  boundaries: z.array(z.number()).nullable(),
  /** What each instance had counted. */
  known: z.object({ canary: Known, stable: Known }),
  /** Stable's instances in the order in which they were first seen, which is that of the spreads. */
  places: z.array(z.string()),
  instances: z.object({ canary: count, stable: count }),
  /** One for each question: whether a request failed, or whether it was slower than a boundary. */
  strands: z.array(Strand),
  spreads: z.array(Spread),
  /** Stable's last intervals, for each question, until there are enough of them to compare. */
  recent: z.array(z.array(z.object({ requests: count, bad: count }))),
  /** Canary's requests since the last look. */
  fresh: count,
  /** What was odd at this look; null when nothing was. */
  note: z.string().nullable(),
  /** Why this look added nothing to compare; null when it did. */
  silence: z.string().nullable(),
});
export type CountedStep = z.infer<typeof CountedStep>;

/** The same with the moments from which bets were begun anew, by question; the fold of the steps. */
export interface CountedEvidence extends CountedStep {
  readonly onsets: readonly (readonly Onset[])[];
}

/** Instances that came later in a fleet that is renewed all day say nothing new of how instances differ. */
const mostPlaces = 256;

/** Intervals of stable that are compared with each other where its instances are not told. */
const comparedIntervals = 4;

/**
 * One look more. While the canary warms up nothing is counted.
 * @param before of the same metric; null at the first look
 */
export function absorb(
  before: CountedEvidence | null,
  totals: Totals,
  kind: 'events' | 'histogram',
  now: Instant,
  warmingUp: boolean,
): CountedStep {
  const start = before === null ? beginning(totals, now) : withoutOnsets(before);
  const { canary, stable } = totals;
  if (canary.kind === 'none') return silent(start, now, canary.sentence);
  if (stable.kind === 'none') return silent(start, now, `nothing to compare with: ${stable.sentence}`);
  const boundaries = kind === 'events' ? null : (start.boundaries ?? chooseBoundaries(stable));
  if (kind === 'histogram' && boundaries === null) {
    return silent(start, now, 'stable has told too few latencies to know where they lie');
  }
  const sides = {
    canary: increase(start.known.canary, canary, boundaries),
    stable: increase(start.known.stable, stable, boundaries),
  };
  const known = { canary: sides.canary.known, stable: sides.stable.known };
  const notes = [
    ...sides.canary.notes.map(of('canary')),
    ...sides.stable.notes.map(of('stable')),
    ...(totals.note === undefined ? [] : [totals.note]),
  ];
  const step = {
    ...start,
    until: now,
    boundaries: boundaries === null ? null : [...boundaries],
    known: written(known),
  };
  const [mine, others] = [sides.canary.instances, sides.stable.instances];
  const note = notes.length === 0 ? null : notes.slice(0, 3).join('; ');
  if (warmingUp) return { ...step, fresh: 0, note, silence: null };
  const all = Object.keys(others);
  const places = [...start.places, ...all.filter((name) => !start.places.includes(name))].slice(
    0,
    mostPlaces,
  );
  const questions = boundaries?.length ?? 1;
  const pairs = Array.from({ length: questions }, (_, question) => ({
    canary: total(mine, question),
    stable: total(others, question),
  }));
  const sums = pairs.flatMap((pair, question) => requestsWith(start.strands[question] ?? emptyStrand, pair));
  if (!sums.every(Number.isSafeInteger)) return silent(start, now, 'more was told than can be counted');
  const fresh = pairs[0]?.canary.requests ?? 0;
  const counted = {
    ...step,
    since: start.since ?? (before === null ? now : before.until),
    places,
    instances: { canary: Object.keys(mine).length, stable: all.length },
    fresh,
    note,
    silence: silenceOf(sides.canary.notes, mine, others),
  };
  return { ...counted, ...compare(start, pairs, places, others, sides.stable.known) };
}

function of(side: string): (note: string) => string {
  return (note) => `${side}'s ${note}`;
}

function written(known: { canary: KnownInstances; stable: KnownInstances }): CountedStep['known'] {
  const copy = (side: KnownInstances) =>
    Object.fromEntries(Object.entries(side).map(([name, numbers]) => [name, [...numbers]]));
  return { canary: copy(known.canary), stable: copy(known.stable) };
}

/** They follow from the steps before, and would be many times as long as the step itself. */
function withoutOnsets({ onsets: _, ...step }: CountedEvidence): CountedStep {
  return step;
}

function beginning({ metric }: Totals, now: Instant): CountedStep {
  return {
    kind: 'counted',
    metric,
    since: null,
    until: now,
    boundaries: null,
    known: { canary: {}, stable: {} },
    places: [],
    instances: { canary: 0, stable: 0 },
    strands: [],
    spreads: [],
    recent: [],
    fresh: 0,
    note: null,
    silence: null,
  };
}

function silent(start: CountedStep, now: Instant, silence: string): CountedStep {
  return { ...start, until: now, fresh: 0, note: null, silence };
}

function silenceOf(
  notes: readonly string[],
  canary: Readonly<Record<string, unknown>>,
  stable: Readonly<Record<string, unknown>>,
): string | null {
  if (Object.keys(canary).length === 0)
    return notes[0] === undefined ? 'no instance of the canary' : `canary's ${notes[0]}`;
  return Object.keys(stable).length === 0 ? 'nothing to compare with: no instance of stable' : null;
}

function total(instances: Readonly<Record<string, readonly Counts[]>>, question: number): Counts {
  return Object.values(instances).reduce<Counts>(
    (sum, counts) => ({
      requests: sum.requests + (counts[question]?.requests ?? 0),
      bad: sum.bad + (counts[question]?.bad ?? 0),
    }),
    { requests: 0, bad: 0 },
  );
}

function requestsWith(strand: Strand, pair: Pair): readonly number[] {
  return [strand.canary.requests + pair.canary.requests, strand.stable.requests + pair.stable.requests];
}

type Compared = Pick<CountedStep, 'strands' | 'spreads' | 'recent'>;

function compare(
  start: CountedStep,
  pairs: readonly { readonly canary: Counts; readonly stable: Counts }[],
  places: readonly string[],
  stable: Readonly<Record<string, readonly Counts[]>>,
  known: KnownInstances,
): Compared {
  const none: Counts = { requests: 0, bad: 0 };
  const told = pairs.map((pair, question) => {
    const strand = extend(start.strands[question] ?? emptyStrand, pair);
    const spread =
      start.spreads[question] ??
      spreadBefore(places.map((name) => countsOf(known[name] ?? [])[question] ?? none));
    const instances = places.map((name) => stable[name]?.[question] ?? none);
    if (Object.keys(stable).length >= fewestInstances)
      return { strand, spread: extendSpread(spread, instances), recent: [] };
    const recent = [...(start.recent[question] ?? []), pair.stable];
    if (recent.length < comparedIntervals) return { strand, spread, recent };
    const { statistic, expected, variance } = extendSpread(spread, recent);
    return { strand, spread: { ...spread, statistic, expected, variance }, recent: [] };
  });
  return {
    strands: told.map(({ strand }) => strand),
    spreads: told.map(({ spread }) => spread),
    recent: told.map(({ recent }) => recent),
  };
}

/** A bet is begun anew before what came with the step, never after it was seen. */
export function follow(before: CountedEvidence | null, step: CountedStep, spacing: Millis): CountedEvidence {
  if (before === null || before.since === null) return { ...step, onsets: step.strands.map(() => []) };
  const { since } = before;
  const onsets = step.strands.map((_, question) => {
    const [soFar, strand] = [before.onsets[question] ?? [], before.strands[question]];
    return strand === undefined ? soFar : withOnset(soFar, strand, { since, now: step.until, spacing });
  });
  return { ...step, onsets };
}
