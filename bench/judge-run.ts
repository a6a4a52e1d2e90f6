import { badOf, type Case, type History, hour, type Judge, nothingYet, toldOf } from './judge-case.ts';
import type { Outcome } from './judge-figures.ts';

/**
 * One hour of a case. All judges see the same traffic and each has its own end.
 * @returns outcomes in the order of the judges
 */
export function run(watched: Case, judges: readonly Judge[], seed: number): readonly Outcome[] {
  const { scenario, signal, weight, interval, told } = watched;
  const history = historyOf(watched, seed);
  const traffic = scenario.begin({ seed, interval });
  const watching = judges.map((judge) => ({
    watcher: judge.begin(watched, history),
    minute: nobody,
    bad: 0,
  }));
  for (let at = interval; at <= hour; at += interval) {
    const open = watching.filter(({ minute }) => minute === null);
    if (open.length === 0) break;
    const next = toldOf(traffic.next(weight), told);
    const bad = next.canary === null ? 0 : badOf(next.canary, signal);
    for (const each of open) {
      each.bad += bad;
      if (each.watcher.look(next)) each.minute = at / 60_000;
    }
  }
  return watching.map(({ minute, bad }) => ({ minute, bad }));
}

const nobody: number | null = null;

/** Ten minutes of stable, from numbers of their own. */
export function historyOf({ scenario, weight, told }: Case, seed: number): History {
  const earlier = scenario.begin({ seed: seed + 2 ** 31, interval: 10 * 60_000 });
  for (;;) {
    const { canary, stable } = toldOf(earlier.next(weight), told);
    if (canary !== null && stable !== null) return { canary: canary.map(() => nothingYet), stable };
  }
}
