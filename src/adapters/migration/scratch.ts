import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type MigrationJob, MigrationResult } from '../../core/migration/migration.ts';
import { formatDuration, type Millis } from '../../core/time.ts';

export interface ScratchOptions {
  /** For one migration, the start of the process included. */
  readonly deadline?: Millis;
  /** Bytes. */
  readonly memory?: number;
}

/** Proves migrations on scratch databases, each job within a deadline. Jobs wait for one another. */
export interface Scratch extends AsyncDisposable {
  prove(job: MigrationJob): Promise<MigrationResult>;
}

const usualDeadline: Millis = 60_000;
const usualMemory = 2 * 1024 ** 3;

const Answer = z.object({ result: MigrationResult });

/**
 * SQL from a repository may loop for ever or fill the memory, so its database lives in a process of its own that sees
 * nothing of this one's environment. A process that was ended is started again by the next job.
 */
export function openScratchProcess({
  deadline = usualDeadline,
  memory = usualMemory,
}: ScratchOptions = {}): Scratch {
  let child: ChildProcess | null = null;
  let last: Promise<unknown> = Promise.resolve();
  const run = async (job: MigrationJob): Promise<MigrationResult> => {
    child ??= start(memory);
    const mine = child;
    const result = await answerOf(mine, job, deadline);
    if (
      result.kind === 'failed' &&
      mine.exitCode === null &&
      result.code !== 'base' &&
      result.code !== 'target'
    ) {
      mine.kill('SIGKILL');
    }
    if (result.kind === 'failed' || mine.exitCode !== null || mine.signalCode !== null || !mine.connected)
      child = null;
    if (child === null) mine.kill('SIGKILL');
    return result;
  };
  return {
    prove(job) {
      const next = last.then(() => run(job));
      last = next.catch(() => undefined);
      return next;
    },
    async [Symbol.asyncDispose]() {
      await last;
      child?.kill('SIGKILL');
      child = null;
    },
  };
}

function start(memory: number): ChildProcess {
  const file = fileURLToPath(new URL('scratch-process.ts', import.meta.url));
  const guard = new URL('memory-guard.ts', import.meta.url).href;
  return fork(file, [guard, String(memory)], {
    env: {},
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}

async function answerOf(child: ChildProcess, job: MigrationJob, deadline: Millis): Promise<MigrationResult> {
  const over = new AbortController();
  const { signal } = over;
  const timer = setTimeout(() => over.abort(), deadline);
  try {
    const message = once(child, 'message', { signal });
    const ended = once(child, 'exit', { signal });
    message.catch(() => undefined);
    ended.catch(() => undefined);
    child.send({ job });
    const first = await Promise.race([
      message.then(([raw]) => Answer.safeParse(raw)),
      ended.then(() => null),
    ]);
    if (first === null) {
      const sentence =
        'The scratch database ended before it was done: it took more memory than it may. Nothing is proved.';
      return { kind: 'failed', code: 'memory', sentence };
    }
    if (first.success) return first.data.result;
    const sentence = 'The scratch database answered something that is no result. Nothing is proved.';
    return { kind: 'failed', code: 'crashed', sentence };
  } catch {
    const sentence = `The scratch database was not done within ${formatDuration(deadline)} and was ended: a statement may never end. Nothing is proved.`;
    return { kind: 'failed', code: 'deadline', sentence };
  } finally {
    clearTimeout(timer);
    over.abort();
  }
}
