import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { ProxyProcess, proxyFile } from '../src/roles/proxy-process.ts';
import { observedRollout, until, withLongStages } from './live-rollout.ts';
import type { Bench } from './measure.ts';
import { summary } from './measure.ts';

const Accepted = z.object({
  versions: z.array(z.object({ version: z.string(), acceptedAt: z.number().nullable() })),
});

/** A person types `rollback`; when did the canary accept its last request? Sticky clients are in the load. */
export const rollback: Bench = {
  name: 'rollback',
  summary: '`rollback` typed until the canary has accepted its last request (embedded proxy, sticky clients)',
  usualRuns: 50,
  run: (runs, tell) =>
    withLongStages(tell, async (stage, folder) => {
      const samples: number[] = [];
      for (let run = 0; run < runs; run += 1) {
        const rollout = await observedRollout(stage);
        await sleep(1000);
        const typedAt = Date.now();
        await stage.console.say(`rollback ${rollout} "measured"`);
        await until(
          () => stage.console.view(rollout),
          ({ card }) => card.over,
        );
        await sleep(300);
        samples.push(Math.max(0, (await lastAccepted(folder, 'v2')) - typedAt));
        tell(`${run + 1}: ${samples.at(-1)} ms`);
      }
      return { router: 'embedded', command_to_safe_ms: summary(samples) };
    }),
};

/** What the proxy itself counted. */
async function lastAccepted(folder: string, version: string): Promise<number> {
  const { controlUrl, token } = ProxyProcess.parse(JSON.parse(readFileSync(join(folder, proxyFile), 'utf8')));
  const response = await fetch(`${controlUrl}/routes/shop/metrics?window=1000`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const { versions } = Accepted.parse(await response.json());
  return versions.find((one) => one.version === version)?.acceptedAt ?? 0;
}
