import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { Failure } from '../../core/failure.ts';

const Holder = z.object({ pid: z.number().int(), since: z.string() });

/**
 * Keeps a second process out of a folder. The lock is SQLite's: a kernel lock on a file, which the kernel drops
 * when the process dies in whatever way, on Linux and macOS alike; nothing stale is ever left to judge.
 * @returns the lock; dispose of it to let another process in
 * @throws Failure store-locked naming the process that has it
 */
export function lockFolder(dir: string): Disposable {
  const lock = new DatabaseSync(join(dir, 'lock.sqlite'), { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    const holder: z.infer<typeof Holder> = { pid: process.pid, since: new Date().toISOString() };
    writeFileSync(holderFile(dir), JSON.stringify(holder));
  } catch (cause) {
    lock.close();
    throw refused(dir, cause);
  }
  return { [Symbol.dispose]: () => lock.close() };
}

function refused(dir: string, cause: unknown): Failure {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (!message.includes('locked')) {
    return new Failure(
      'store-unwritable',
      `Belay cannot lock its data folder ${dir} (${message}), so nothing can be recorded and no rollout can run. Make the folder writable for this user, or set another one.`,
      { retryable: false, cause },
    );
  }
  const holder = readHolder(dir);
  const who = holder === null ? 'Another process' : `Process ${holder.pid} (since ${holder.since})`;
  return new Failure(
    'store-locked',
    `${who} already uses the data folder ${dir}, and only one Belay may: two would both move traffic. Stop that one first, or start this one with another data folder (BELAY_DATA).`,
    { retryable: false, cause },
  );
}

function readHolder(dir: string): z.infer<typeof Holder> | null {
  try {
    return Holder.parse(JSON.parse(readFileSync(holderFile(dir), 'utf8')));
  } catch {
    return null;
  }
}

function holderFile(dir: string): string {
  return join(dir, 'lock.json');
}
