import type { Bench, Figures } from './measure.ts';
import { measureAdvance } from './overhead-advance.ts';
import { openInProcess, openServers, serversInstalled } from './overhead-backends.ts';
import { measureLive } from './overhead-live.ts';
import { measureProxy } from './overhead-proxy.ts';

const jobs = 1000;
/** The embedded database does everything on the one thread that also runs the jobs. */
const embeddedJobs = 200;
const intervals = 2;

/** What Belay adds: to a job of its queue, to a request of a visitor, and how many rollouts a worker carries. */
export const overhead: Bench = {
  name: 'overhead',
  summary: 'an advance job over a no-op job, the proxies, and the rollouts that one worker carries; rounds',
  usualRuns: 9,
  async run(rounds, tell) {
    const embedded = {
      advance: await measureAdvance(openInProcess, { rounds: Math.min(rounds, 5), jobs: embeddedJobs, tell }),
      live: await measureLive(openInProcess, { sizes: [200, 400], intervals, tell }),
    };
    const servers = serversInstalled() ? await measureServers(rounds, tell) : null;
    const { ratio = null, ...details } = servers?.advance ?? {};
    return {
      n: rounds,
      advance_overhead: ratio,
      proxy: await measureProxy(tell),
      live_rollouts: { servers: servers?.live['carried'] ?? null, embedded: embedded.live['carried'] },
      details: {
        advance: { servers: servers === null ? null : details, embedded: embedded.advance },
        live: { servers: servers?.live ?? null, embedded: embedded.live },
      },
    };
  },
};

async function measureServers(
  rounds: number,
  tell: (line: string) => void,
): Promise<{ readonly advance: Figures; readonly live: Figures }> {
  return {
    advance: await measureAdvance(openServers, { rounds, jobs, tell }),
    live: await measureLive(openServers, { sizes: [1000, 2000], intervals, tell }),
  };
}
