import { logNormalisers } from '../src/core/judge/sequential/odds.ts';
import type { InstanceCounts, SimulatedInterval } from '../src/simulate/scenario.ts';
import { type Judge, slowerThan, testedBoundaries, whole } from './judge-case.ts';

/** The textbook's grid: 40 odds from 1.1 to 50, evenly spaced in the logarithm, with equal weights. */
const odds = Array.from({ length: 40 }, (_, index) => 1.1 * (50 / 1.1) ** (index / 39));
const alpha = 0.01;

type Bad = (counts: InstanceCounts) => number;

/** The method without anything that makes it robust: one metric, equal odds, no onsets, no warm-up, no noise. */
export const plainEProcess: Judge = {
  name: 'plain_e_process',
  sentence:
    'e-process on errors alone (latency scenarios: averaged over five boundaries) against equal odds, α 0.01',
  begin({ signal }) {
    const questions: readonly Bad[] =
      signal === 'errors'
        ? [({ errors }) => errors]
        : testedBoundaries.map((boundary) => (counts) => slowerThan(counts, boundary));
    const processes = questions.map(createProcess);
    return {
      look(interval) {
        const evidence = processes.map((process) => process(interval));
        return evidence.reduce((sum, each) => sum + each, 0) / evidence.length >= 1 / alpha;
      },
    };
  },
};

/** @returns a function from the next interval to the e-value so far */
function createProcess(bad: Bad): (interval: SimulatedInterval) => number {
  let logs = odds.map(() => 0);
  return ({ canary, stable }) => {
    if (canary !== null && stable !== null) {
      const [of, than] = [whole(canary), whole(stable)];
      const pair = {
        canary: { requests: of.requests, bad: bad(of) },
        stable: { requests: than.requests, bad: bad(than) },
      };
      const normalisers = logNormalisers(pair, odds);
      logs = logs.map((log, at) => log + pair.canary.bad * Math.log(odds[at] ?? 1) - (normalisers[at] ?? 0));
    }
    return logs.reduce((sum, log) => sum + Math.exp(log), 0) / odds.length;
  };
}
