import type { SimulatedRollout } from './rollout.ts';

/** A share of runs with its 95 % interval. */
export interface Share {
  readonly count: number;
  readonly of: number;
  readonly low: number;
  readonly high: number;
}

/** Of several runs; null where there were none. */
interface Spread {
  readonly median: number;
  readonly largest: number;
}

/** What many rollouts of one scenario came to. */
export interface Tally {
  readonly runs: number;
  readonly rolledBack: Share;
  readonly completed: Share;
  /** People were asked to go on although something was not met; counted whatever came of it. */
  readonly asked: Share;
  /** Neither: paused, or waiting for people. */
  readonly stopped: Share;
  /** Minute of the rollback, of those that were rolled back. */
  readonly rollbackMinute: Spread | null;
  /** Failed requests that the canary served, whatever the end. */
  readonly bad: Spread | null;
  /** How often each check, or what else it was, took traffic back, the most frequent first. */
  readonly by: readonly { readonly name: string; readonly count: number }[];
  /** Why it ended, once for each kind of end that is neither a rollback nor a completion. */
  readonly stops: readonly string[];
}

export function tally(runs: readonly SimulatedRollout[]): Tally {
  const back = runs.filter(({ outcome }) => outcome === 'rolled-back');
  const done = runs.filter(({ outcome }) => outcome === 'completed').length;
  const stopped = runs.filter(({ outcome }) => outcome !== 'rolled-back' && outcome !== 'completed');
  return {
    runs: runs.length,
    rolledBack: share(back.length, runs.length),
    completed: share(done, runs.length),
    asked: share(runs.filter(({ asked }) => asked).length, runs.length),
    stopped: share(stopped.length, runs.length),
    rollbackMinute: spread(back.map(({ minute }) => minute)),
    bad: spread(runs.map(({ bad }) => bad)),
    by: frequent(back.flatMap(({ by }) => by ?? [])),
    stops: [
      ...new Map(stopped.map(({ outcome, sentence }) => [outcome, `${outcome}: ${sentence}`])).values(),
    ],
  };
}

/** Two-sided 97.5 % quantile of the normal distribution. */
const z = 1.959963984540054;

/** The score interval of E. B. Wilson (JASA 22, 1927): right also where nothing, or everything, happened. */
export function share(count: number, of: number): Share {
  if (of === 0) return { count, of, low: 0, high: 1 };
  const p = count / of;
  const scale = 1 + z ** 2 / of;
  const middle = (p + z ** 2 / (2 * of)) / scale;
  const half = (z / scale) * Math.sqrt((p * (1 - p)) / of + z ** 2 / (4 * of ** 2));
  return {
    count,
    of,
    low: count === 0 ? 0 : Math.max(0, middle - half),
    high: count === of ? 1 : Math.min(1, middle + half),
  };
}

function spread(values: readonly number[]): Spread | null {
  const sorted = values.toSorted((left, right) => left - right);
  const largest = sorted.at(-1);
  if (largest === undefined) return null;
  const middle = (sorted.length - 1) / 2;
  const median = ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
  return { median, largest };
}

function frequent(names: readonly string[]): Tally['by'] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((left, right) => right.count - left.count);
}
