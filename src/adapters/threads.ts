import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Millis } from '../core/time.ts';

/** Gives what a script says first, in a thread of its own that is begun for it and ended after it. */
export type InThread = (script: URL, workerData: unknown) => Promise<unknown>;

export interface ThreadLimits {
  readonly atOnce: number;
  /** More are refused. */
  readonly waiting: number;
  /** For one, from when its turn has come. */
  readonly patience: Millis;
}

/**
 * Each thread takes a hundred megabytes, and whoever may look may ask for as many files as they like: the process that
 * moves traffic must not die of that. So few run at once, and the others wait.
 */
export function createThreads({ atOnce, waiting, patience }: ThreadLimits): InThread {
  const queue: (() => void)[] = [];
  let free = atOnce;
  return async (script, workerData) => {
    if (free > 0) free -= 1;
    else if (queue.length < waiting) await new Promise<void>((resolve) => queue.push(resolve));
    else throw new Error('too many files are being drawn at once; ask for this one again in a minute');
    try {
      return await run(script, workerData, patience);
    } finally {
      const next = queue.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}

async function run(script: URL, workerData: unknown, patience: Millis): Promise<unknown> {
  const thread = new Worker(script, { workerData });
  try {
    const [said] = await once(thread, 'message', { signal: AbortSignal.timeout(patience) });
    return said;
  } finally {
    await thread.terminate();
  }
}
