import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type MigrationJob, MigrationResult } from '../../core/migration/migration.ts';
import { formatDuration, type Millis } from '../../core/time.ts';

export interface ScratchOptions {
  /** For one migration, from when its database is there. */
  readonly deadline?: Millis;
  /** Bytes. */
  readonly memory?: number;
}

/** Proves migrations on scratch databases, each job within a deadline. Jobs wait for one another. */
export interface Scratch extends AsyncDisposable {
  prove(job: MigrationJob): Promise<MigrationResult>;
}

const usualDeadline: Millis = 60_000;
/** Opening a database takes some seconds of a processor; on a busy machine more. */
const openingDeadline: Millis = 60_000;
/** Afterwards its memory is given back. */
const idleFor: Millis = 60_000;
const usualMemory = 2 * 1024 ** 3;

const Message = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('done'), result: MigrationResult }),
]);

/**
 * SQL from a repository may loop for ever or fill the memory, so its database lives in a process of its own that sees
 * nothing of this one's environment. A process that was ended is started again by the next job.
 */
export function openScratchProcess({
  deadline = usualDeadline,
  memory = usualMemory,
}: ScratchOptions = {}): Scratch {
  let child: Child | null = null;
  let last: Promise<unknown> = Promise.resolve();
  let idle: NodeJS.Timeout | undefined;
  const end = () => {
    child?.end();
    child = null;
  };
  const run = async (job: MigrationJob): Promise<MigrationResult> => {
    clearTimeout(idle);
    child ??= start(memory);
    const opened = await child.next(openingDeadline);
    const result =
      opened?.kind === 'ready' ? await ask(child, job, deadline) : ended(opened, openingDeadline);
    if (result.kind === 'failed') {
      // Whatever state it is in, the next job gets another one.
      end();
    } else {
      child.rest();
      idle = setTimeout(end, idleFor).unref();
    }
    return result;
  };
  return {
    prove(job) {
      const next = last.then(() => run(job)).catch(crashed);
      last = next;
      return next;
    },
    async [Symbol.asyncDispose]() {
      await last;
      clearTimeout(idle);
      end();
    },
  };
}

function crashed(error: unknown): MigrationResult {
  const why = error instanceof Error ? error.message : String(error);
  return { kind: 'failed', code: 'crashed', sentence: `The scratch database could not be used: ${why}.` };
}

async function ask(child: Child, job: MigrationJob, deadline: Millis): Promise<MigrationResult> {
  child.send(job);
  const said = await child.next(deadline);
  return said?.kind === 'done' ? said.result : ended(said, deadline);
}

type Said = z.infer<typeof Message> | { readonly kind: 'ended' } | null;

function ended(said: Said, deadline: Millis): MigrationResult {
  if (said === null) {
    const sentence = `The scratch database was not done within ${formatDuration(deadline)} and was ended: a statement may never end. Nothing is proved.`;
    return { kind: 'failed', code: 'deadline', sentence };
  }
  const sentence =
    'The scratch database ended before it was done: it took more memory than it may. Nothing is proved.';
  return { kind: 'failed', code: said.kind === 'ended' ? 'memory' : 'crashed', sentence };
}

interface Child {
  /** The next thing it says; null when it says nothing in time. */
  next(within: Millis): Promise<Said>;
  send(job: MigrationJob): void;
  /** It is ready for another job. */
  rest(): void;
  end(): void;
}

function start(memory: number): Child {
  const process = forked(memory);
  const heard: Said[] = [];
  let waiting: ((said: Said) => void) | null = null;
  const say = (said: Said) => {
    if (waiting === null) heard.push(said);
    else waiting(said);
  };
  process.on('message', (raw) => say(Message.safeParse(raw).data ?? { kind: 'ended' }));
  process.on('error', () => say({ kind: 'ended' }));
  process.on('exit', () => say({ kind: 'ended' }));
  return {
    next(within) {
      const first = heard.shift();
      if (first !== undefined) return Promise.resolve(first);
      return new Promise((resolve) => {
        const settle = (said: Said) => {
          clearTimeout(timer);
          waiting = null;
          resolve(said);
        };
        const timer = setTimeout(() => settle(null), within);
        waiting = settle;
      });
    },
    send: (job) => void process.send({ job }, () => undefined),
    rest: () => heard.unshift({ kind: 'ready' }),
    end: () => void process.kill('SIGKILL'),
  };
}

function forked(memory: number): ChildProcess {
  const file = fileURLToPath(new URL('scratch-process.ts', import.meta.url));
  const guard = new URL('memory-guard.ts', import.meta.url).href;
  const child = fork(file, [guard, String(memory)], {
    env: {},
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  // Waiting for another job keeps nobody alive; waiting for an answer has a timer of its own.
  child.unref();
  child.channel?.unref();
  return child;
}
