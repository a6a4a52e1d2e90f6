import { setTimeout as sleep } from 'node:timers/promises';
import type { Instant } from '../src/core/time.ts';
import type { Queue } from '../src/ports/queue.ts';
import { fleetConfiguration, parseFleet, serviceNames } from './fleet-configuration.ts';
import { type Figures, summary } from './measure.ts';
import type { Backends } from './overhead-backends.ts';
import { openFleet } from './overhead-fleet.ts';
import { instantRouter } from './overhead-router.ts';
import { runWorker } from './run-worker.ts';
import { spreadLooks } from './spread-looks.ts';

const interval = 10_000;

interface Trial {
  readonly rollouts: number;
  readonly looks: number;
  readonly lateness_ms: { readonly p50: number; readonly p99: number; readonly max: number };
}

/**
 * The most rollouts, of those tried, that one worker carries: everything a worker does (looks, deliveries, sweep,
 * guard) in one process, with an instant source. Lateness is from when a rollout was to be measured until it is.
 * Looks are spread over the interval as rollouts that began at different times are. Carried is what keeps p99 under
 * one interval and skips nobody.
 */
export async function measureLive(
  open: (clock: () => Instant) => Promise<Backends>,
  { sizes, intervals, tell }: { sizes: readonly number[]; intervals: number; tell: (line: string) => void },
): Promise<Figures> {
  const trials: Trial[] = [];
  for (const size of sizes) {
    const trial = await tryOut(open, size, intervals);
    trials.push(trial);
    tell(`${size} rollouts: ${JSON.stringify(trial.lateness_ms)}, ${trial.looks} looks`);
    if (!carried(trial, intervals)) break;
  }
  const most = trials.filter((trial) => carried(trial, intervals)).at(-1)?.rollouts ?? 0;
  return { carried: most, interval_ms: interval, observed_ms: intervals * interval, trials };
}

function carried({ rollouts, looks, lateness_ms }: Trial, intervals: number): boolean {
  return lateness_ms.p99 < interval && looks >= rollouts * (intervals - 1);
}

async function tryOut(
  open: (clock: () => Instant) => Promise<Backends>,
  size: number,
  intervals: number,
): Promise<Trial> {
  let ahead = 0;
  const clock = () => Date.now() + ahead;
  await using backends = await open(clock);
  const watch = watchLateness(clock);
  const router = instantRouter(watch.measured);
  const queue = watch.over(backends.queue);
  const later = (millis: number) => {
    ahead += millis;
  };
  const config = parseFleet(fleetConfiguration({ size, interval: '10s' }));
  const parts = { backends, queue, router, config, size, clock, later };
  const { wired, rollouts } = await openFleet(parts);
  watch.name(new Map(serviceNames(size).map((service, index) => [service, rollouts[index] ?? ''])));
  await spreadLooks({ wired, rollouts }, { index: backends.store, queue, from: clock() + 1000, interval });
  const stop = new AbortController();
  const working = runWorker({ backends, queue, wired, clock }, stop.signal);
  await sleep(1000 + interval);
  watch.begin();
  await sleep(interval * intervals);
  const lateness = watch.end();
  stop.abort();
  await working;
  return { rollouts: size, looks: lateness.length, lateness_ms: summary(lateness) };
}

/** Notes when each rollout is to be looked at, and when it is measured. */
function watchLateness(clock: () => Instant) {
  const due = new Map<string, Instant>();
  let lateness: number[] = [];
  let counting = false;
  let routeOf = new Map<string, string>();
  return {
    measured: (route: string) => {
      const rollout = routeOf.get(route);
      const at = rollout === undefined ? undefined : due.get(rollout);
      if (at === undefined) return;
      due.delete(rollout ?? '');
      if (counting) lateness.push(Math.max(0, clock() - at));
    },
    name: (routes: ReadonlyMap<string, string>) => {
      routeOf = new Map(routes);
    },
    over: (queue: Queue): Queue => ({
      add: async (job, at) => {
        if (job.kind === 'advance') due.set(job.rollout, due.get(job.rollout) ?? at);
        await queue.add(job, at);
      },
      work: queue.work,
      [Symbol.asyncDispose]: () => queue[Symbol.asyncDispose](),
    }),
    begin: () => {
      lateness = [];
      counting = true;
    },
    /** Those that are overdue and were not looked at count as late as they are. */
    end: (): readonly number[] => {
      counting = false;
      const now = clock();
      return [...lateness, ...[...due.values()].filter((at) => at < now).map((at) => now - at)];
    },
  };
}
