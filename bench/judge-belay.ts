import { follow } from '../src/simulate/settle.ts';
import { noon } from '../test/builders/rollout.ts';
import type { Judge } from './judge-case.ts';
import { createCounters, errorRate, latency } from './judge-counters.ts';
import { looked, observing } from './judge-rollout.ts';

/** A rollout in its only stage, decided by what decides real ones. */
export const belay: Judge = {
  name: 'belay',
  sentence: '`error-rate worse than stable` and `p95 worse than stable` together, α 0.01 for the rollout',
  begin(watched, history) {
    const { weight, interval, scenario } = watched;
    const counters = createCounters(watched, history);
    const metrics = { counted: [errorRate], histograms: [latency] };
    let rollout = observing(metrics, { weight, interval, warmUp: scenario.warmUp });
    let now = noon;
    rollout = follow(rollout, looked(counters.first()), now);
    return {
      look(latest) {
        now += interval;
        rollout = follow(rollout, looked(counters.look(latest)), now);
        return rollout.phase.kind === 'rolling-back';
      },
    };
  },
};
