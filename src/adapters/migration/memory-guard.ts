import { setInterval } from 'node:timers';
import { workerData } from 'node:worker_threads';

/** Ends its own process from a thread of its own: a statement that never ends leaves the main one no turn. */
const parent = process.ppid;
const { limit } = workerData as { readonly limit: number };
setInterval(() => {
  // Whoever started it may have died while a statement runs.
  if (process.memoryUsage.rss() > limit || process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
}, 100);
