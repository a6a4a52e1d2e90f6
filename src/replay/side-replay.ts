import type { Reading } from '../core/judge/measurement.ts';
import { allInstances, type Counter, type SideTotals } from '../core/judge/totals.ts';
import type { Metric } from '../core/rollout/plan.ts';
import type { Instant, Millis } from '../core/time.ts';
import { between, oddBeside } from './between.ts';
import { createCountedSide } from './counted-side.ts';
import { isWhole, rounded, scaled, type Unsound, unsoundness } from './counter-worth.ts';
import { nothing, sumCounters } from './counters.ts';
import type { Problems } from './problems.ts';
import { readCounter } from './read-counter.ts';
import type { CountedAs, RecordedSide } from './recording.ts';
import { createValuedSide } from './valued-side.ts';

/** One side of one metric, played again. Mutable: its time goes on. */
export interface SideReplay {
  /** The next interval; null where nothing of it was recorded. */
  add(at: Instant, told: RecordedSide | null): void;
  read(window: Millis): Reading;
  totals(): SideTotals;
  /** Counts of the last interval alone; null where it has none. */
  counted(): Counter | null;
}

export interface SideReplayParts {
  readonly metric: Metric;
  readonly side: 'canary' | 'stable';
  readonly counts: CountedAs;
  /** Milliseconds in the unit of recorded durations. */
  readonly millis: number;
  readonly longest: Millis;
  /** What every instance had counted when the recording began, where that is known. */
  readonly earlier: SideTotals;
  readonly start: Instant;
  readonly problems: Problems;
}

type Instances = Readonly<Record<string, Counter>>;
const unrecorded = nothing('empty', 'nothing was recorded');
const uncounted = nothing('empty', 'values were recorded, and a test against stable takes counts');

export function createSideReplay(parts: SideReplayParts): SideReplay {
  const { metric, side, counts, millis, longest, earlier, start } = parts;
  const countedSide = createCountedSide(longest, earlier);
  const valuedSide = createValuedSide(metric, metric.unit === 'duration' ? millis : 1, longest);
  const before = new Map<string, Counter>();
  let kind: RecordedSide['kind'] | null = null;
  let [now, toldTotals, last]: [Instant, SideTotals, Counter | null] = [start, earlier, null];

  const note = (at: Instant, instance: string, { kind: problem, did }: Unsound): void => {
    const who = instance === allInstances ? side : `${side} on ${instance}`;
    parts.problems.note(problem, at, `${metric.name} of ${who} ${did}`);
  };
  /** @returns sound counters, or nothing where one of them is not */
  const cleaned = (at: Instant, told: Instances): SideTotals => {
    const sound: [string, Counter][] = [];
    for (const [name, counter] of Object.entries(told)) {
      const unsound = unsoundness(counter);
      if (unsound !== null) {
        note(at, name, unsound);
        return nothing('not-a-number', `${side} ${unsound.did}`);
      }
      if (!isWhole(counter)) {
        note(at, name, { kind: 'rounded', did: 'told fractions of requests, which were rounded' });
      }
      sound.push([name, scaled(rounded(counter), millis)]);
    }
    return { kind: 'totals', instances: Object.fromEntries(sound) };
  };
  /** @returns what came in this interval alone */
  const came = (at: Instant, told: Instances): SideTotals => {
    const more: [string, Counter][] = [];
    let gone: Unsound | null = null;
    for (const [name, counter] of Object.entries(told)) {
      const was = before.get(name);
      const { counter: since, odd } =
        counts === 'total' ? between(was, counter) : { counter, odd: oddBeside(was, counter) };
      before.set(name, counter);
      if (odd !== null) note(at, name, odd);
      if (since === null) gone = odd;
      else more.push([name, since]);
    }
    return gone === null
      ? { kind: 'totals', instances: Object.fromEntries(more) }
      : nothing('source-failed', `${side} ${gone.did}`);
  };
  const addCounts = (at: Instant, told: Instances): void => {
    const sound = cleaned(at, told);
    const increase = sound.kind === 'none' ? sound : came(at, sound.instances);
    countedSide.add(at, increase);
    toldTotals = counts === 'total' || increase.kind === 'none' ? sound : countedSide.totals();
    const sum = increase.kind === 'none' ? null : sumCounters(Object.values(increase.instances));
    last = sum === null || sum.kind === 'none' ? null : sum;
  };
  return {
    add(at, told) {
      now = at;
      kind ??= told?.kind ?? null;
      last = null;
      if (told !== null && told.kind !== kind) {
        note(at, allInstances, {
          kind: 'mixed',
          did: `was recorded as ${kind} before and as ${told.kind} now`,
        });
      }
      if (kind === 'values') valuedSide.add(at, told?.kind === 'values' ? told : null);
      else if (told?.kind === 'counts') addCounts(at, told.instances);
      else {
        countedSide.add(at, unrecorded);
        toldTotals = unrecorded;
      }
    },
    read(window) {
      if (kind === null) return unrecorded;
      if (kind === 'values') return valuedSide.within(window);
      return readCounter(metric, countedSide.within(window), Math.min(window, now - start));
    },
    totals: () => (kind === 'values' ? uncounted : toldTotals),
    counted: () => last,
  };
}
