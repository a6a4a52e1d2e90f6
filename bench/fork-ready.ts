import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** A part of a benchmark that runs in a process of its own, so that it takes no turns from the others. */
export interface Forked extends AsyncDisposable {
  /** What it said when it was ready. */
  readonly said: unknown;
}

const Ready = z.object({ ready: z.unknown() });

/** @throws TypeError when it ended before it was ready */
export async function forkReady(file: URL, environment: Readonly<Record<string, string>>): Promise<Forked> {
  const child = fork(fileURLToPath(file), { env: { ...process.env, ...environment } });
  const ended = once(child, 'exit').then(() => null);
  const first = await Promise.race([once(child, 'message'), ended]);
  if (first === null) throw new TypeError(`${file.pathname} ended before it was ready; see above`);
  return {
    said: Ready.parse(first[0]).ready,
    async [Symbol.asyncDispose]() {
      child.disconnect();
      await ended;
    },
  };
}

/** In the process: tells that it is ready, and resolves when it is to end. */
export async function readyUntilEnded(said: unknown): Promise<void> {
  process.send?.({ ready: said });
  await once(process, 'disconnect');
}
