import { type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';

/** Attempts, 50 ms apart, that a server has to answer; a first start on a busy machine takes seconds. */
const ATTEMPTS = 600;

export interface ServerProcess {
  readonly running: boolean;
  readonly pid: number;
  send(signal: NodeJS.Signals): void;
  /** Sends the signal and waits until the process is gone; at once when it is already. */
  end(signal: NodeJS.Signals): Promise<void>;
}

/**
 * Starts a server that dies with this process, and waits until it answers.
 * @param answers throws as long as the server does not answer
 * @throws Error with the server's last words when it ends instead of answering
 */
export async function startProcess(
  program: string,
  args: readonly string[],
  answers: () => Promise<unknown>,
  options: Pick<SpawnOptions, 'uid' | 'gid' | 'cwd'> = {},
): Promise<ServerProcess> {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let words = '';
  const hear = (chunk: Buffer): void => {
    words = (words + String(chunk)).slice(-2000);
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  let running = true;
  const orphaned = (): void => void child.kill('SIGKILL');
  process.once('exit', orphaned);
  child.once('exit', () => {
    running = false;
    process.removeListener('exit', orphaned);
  });
  const handle: ServerProcess = {
    get running() {
      return running;
    },
    pid: child.pid ?? 0,
    send: (signal) => void child.kill(signal),
    end: async (signal) => {
      if (!running) return;
      const gone = once(child, 'exit');
      child.kill(signal);
      await gone;
    },
  };
  await untilAnswered(answers, () => running).catch(async (cause: unknown) => {
    await handle.end('SIGKILL');
    throw new Error(`${program} does not answer. Its last words: ${words}`, { cause });
  });
  return handle;
}

async function untilAnswered(answers: () => Promise<unknown>, running: () => boolean): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await answers();
      return;
    } catch (error) {
      if (!running() || attempt === ATTEMPTS) throw error;
      await new Promise((later) => setTimeout(later, 50));
    }
  }
}
