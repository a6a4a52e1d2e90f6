import { setTimeout as sleep } from 'node:timers/promises';
import { observedRollout, until, withLongStages } from './live-rollout.ts';
import type { Bench } from './measure.ts';
import { summary } from './measure.ts';

/** The server process is killed in mid-rollout; how long until the next event of that rollout is written? */
export const takeover: Bench = {
  name: 'takeover',
  summary: 'SIGKILL of the server in mid-rollout until the next event is written (embedded)',
  usualRuns: 20,
  run: (runs, tell) =>
    withLongStages(tell, async (stage) => {
      const rollout = await observedRollout(stage);
      const samples: number[] = [];
      for (let run = 0; run < runs; run += 1) {
        // Killed at any moment of an interval, not always at the same.
        await sleep(1500 + ((run * 137) % 1000));
        const { card } = await until(
          () => stage.console.view(rollout),
          () => true,
        );
        const killedAt = Date.now();
        process.kill(stage.server().pid, 'SIGKILL');
        await until(
          () => stage.console.view(rollout),
          (view) => view.card.seq > card.seq + 1,
        );
        samples.push(Date.now() - killedAt);
        tell(`${run + 1}: ${samples.at(-1)} ms`);
      }
      return { takeover_ms: summary(samples) };
    }),
};
