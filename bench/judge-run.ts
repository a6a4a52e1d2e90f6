import { historyOf } from '../src/simulate/history.ts';
import { badOf, type Case, hour, type Judge, toldOf } from './judge-case.ts';
import type { Outcome } from './judge-figures.ts';

/**
 * One hour of a case. All judges see the same traffic and each has its own end.
 * @returns outcomes in the order of the judges
 */
export function run(watched: Case, judges: readonly Judge[], seed: number): readonly Outcome[] {
  const { scenario, signal, weight, interval, told } = watched;
  const traffic = scenario.begin({ seed, interval });
  const history = historyOf(traffic);
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
