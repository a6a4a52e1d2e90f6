import { atOnce, runJob } from '../handlers/jobs/work.ts';
import type { Instant } from '../src/core/time.ts';
import type { Job, Queue } from '../src/ports/queue.ts';
import { fleetConfiguration, parseFleet } from './fleet-configuration.ts';
import type { Figures } from './measure.ts';
import type { Backends } from './overhead-backends.ts';
import { openFleet } from './overhead-fleet.ts';
import { instantRouter } from './overhead-router.ts';

const hour = 3_600_000;

/**
 * Rounds of jobs that are all due at once, no-op and advance in turn on the same backends, in the same process and
 * through the same queue. Timed is from the start of the worker until the last job's own work is done. The no-op is
 * put in again, an hour later, as advance puts itself in again. Cards are delivered between rounds, untimed.
 */
export async function measureAdvance(
  open: (clock: () => Instant) => Promise<Backends>,
  { rounds, jobs, tell }: { rounds: number; jobs: number; tell: (line: string) => void },
): Promise<Figures> {
  let ahead = 0;
  const clock = () => Date.now() + ahead;
  await using backends = await open(clock);
  const { queue, store } = backends;
  const router = instantRouter(() => undefined);
  const config = parseFleet(fleetConfiguration({ size: jobs, interval: '1h' }));
  const parts = { backends, queue, router, config, size: jobs, clock };
  const later = (millis: number) => {
    ahead += millis;
  };
  const { wired, rollouts } = await openFleet({ ...parts, later });
  const all = rollouts.map((rollout): Job => ({ kind: 'advance', rollout }));
  const signal = new AbortController().signal;
  const advance = (job: Job) =>
    job.kind === 'advance' ? runJob(wired.jobs, job, signal) : Promise.resolve();
  const noop = (job: Job) => queue.add(job, clock() + hour);
  const took: { readonly noop: number; readonly advance: number }[] = [];
  for (let round = -1; round < rounds; round += 1) {
    later(hour);
    const noopTook = await timed(queue, all, noop, clock);
    const before = (await store.head()).position;
    const advanceTook = await timed(queue, all, advance, clock);
    const written = (await store.head()).position - before;
    if (written !== jobs) throw new TypeError(`${jobs} looks wrote ${written} events`);
    await deliverAll(wired.jobs, store, clock);
    tell(`round ${round + 1}: no-op ${ms(noopTook / jobs)} ms, advance ${ms(advanceTook / jobs)} ms per job`);
    // The first round warms up.
    if (round >= 0) took.push({ noop: noopTook, advance: advanceTook });
  }
  const ratios = took.map((one) => one.advance / one.noop).toSorted((a, b) => a - b);
  const middle = (values: readonly number[]) => median(values.map((value) => value / jobs));
  return {
    ratio: Number(median(ratios).toFixed(2)),
    ratio_lowest: Number((ratios[0] ?? 0).toFixed(2)),
    ratio_highest: Number((ratios.at(-1) ?? 0).toFixed(2)),
    noop_ms: Number(ms(middle(took.map((one) => one.noop)))),
    advance_ms: Number(ms(middle(took.map((one) => one.advance)))),
    rounds,
    jobs_per_round: jobs,
    jobs_at_once: atOnce.looks,
  };
}

async function timed(
  queue: Queue,
  jobs: readonly Job[],
  handle: (job: Job) => Promise<void>,
  clock: () => Instant,
): Promise<number> {
  for (let from = 0; from < jobs.length; from += 100)
    await Promise.all(jobs.slice(from, from + 100).map((job) => queue.add(job, clock())));
  const done = Promise.withResolvers<number>();
  let left = jobs.length;
  const began = performance.now();
  const working = queue.work(async (job) => {
    if (job.kind !== 'advance') return;
    await handle(job).catch(done.reject);
    left -= 1;
    if (left === 0) done.resolve(performance.now() - began);
  }, atOnce);
  try {
    return await done.promise;
  } finally {
    await working[Symbol.asyncDispose]();
  }
}

async function deliverAll(
  jobs: Parameters<typeof runJob>[0],
  outbox: Pick<Backends['store'], 'pending'>,
  clock: () => Instant,
): Promise<void> {
  for (;;) {
    const rows = await outbox.pending(clock(), 100);
    if (rows.length === 0) return;
    const signal = new AbortController().signal;
    await Promise.all(rows.map(({ id }) => runJob(jobs, { kind: 'deliver', outbox: id }, signal)));
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function ms(value: number): string {
  return value.toFixed(3);
}
