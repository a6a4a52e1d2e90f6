import { guardUntil } from '../../handlers/jobs/guard.ts';
import { heartbeatUntil } from '../../handlers/jobs/heartbeat.ts';
import { keepStableOnce, keepStableUntil } from '../../handlers/jobs/keep-stable.ts';
import { sweepUntil } from '../../handlers/jobs/sweep.ts';
import { watchBudgetsUntil } from '../../handlers/jobs/watch-budgets.ts';
import { runJob, work } from '../../handlers/jobs/work.ts';
import type { Opened } from './open-role.ts';

/** Moves traffic, measures, runs commands and delivers messages; any number of workers share the queues. */
export async function openWorker({ log, store, queue, clock, wired }: Opened): Promise<AsyncDisposable> {
  const stop = new AbortController();
  await keepStableOnce(wired.keepStable);
  await using opening = new AsyncDisposableStack();
  opening.use(wired.jobs.deliver.lanes);
  opening.use(work({ queue, ...wired.jobs }));
  const loops = [
    sweepUntil(
      {
        index: store,
        outbox: store,
        queue,
        run: (job) => runJob(wired.jobs, job, stop.signal),
        running: new Set(),
        clock,
        log,
      },
      stop.signal,
    ),
    keepStableUntil(wired.keepStable, stop.signal),
    watchBudgetsUntil(wired.watchBudgets, stop.signal),
    guardUntil(wired.guard, stop.signal),
    heartbeatUntil(wired.heartbeat, stop.signal),
  ];
  opening.defer(async () => {
    stop.abort();
    await Promise.all(loops);
  });
  return opening.move();
}
