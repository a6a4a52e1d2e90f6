import { setInterval } from 'node:timers';
import { workerData } from 'node:worker_threads';

/** Ends its own process from a thread of its own: a statement that never ends leaves the main one no turn. */
const { limit } = workerData as { readonly limit: number };
setInterval(() => {
  if (process.memoryUsage.rss() > limit) process.kill(process.pid, 'SIGKILL');
}, 100);
