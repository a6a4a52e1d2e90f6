import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Failure } from '../src/core/failure.ts';
import { ServerMessage } from '../src/roles/start.ts';

export type Ready = Extract<ServerMessage, { kind: 'ready' }>;

/** One `belay bot` or `belay worker`, as a container of docker-compose.yml runs it. */
export interface RoleProcess extends AsyncDisposable {
  readonly ready: Ready;
  /** Resolves when it has ended, however that came. */
  readonly ended: Promise<void>;
  /** SIGKILL: it finishes nothing. */
  kill(): Promise<void>;
}

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
/** As long as docker-compose.yml gives a worker. */
const patience = 40_000;

/** @throws Failure server-unreachable, with what the process said; the signal's reason when it is aborted first */
export async function startRole(
  role: 'bot' | 'worker',
  environment: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<RoleProcess> {
  const child = fork(main, [role], { env: { ...process.env, ...environment } });
  const ended = once(child, 'exit').then(() => undefined);
  const end = () => endGently(child, ended);
  try {
    const ready = await answer(child, role, signal);
    return {
      ready,
      ended,
      kill: async () => {
        child.kill('SIGKILL');
        await ended;
      },
      [Symbol.asyncDispose]: end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

function answer(child: ChildProcess, role: string, signal: AbortSignal): Promise<Ready> {
  return new Promise((resolve, reject) => {
    const failed = (sentence: string) =>
      reject(new Failure('server-unreachable', sentence, { retryable: false }));
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    if (signal.aborted) reject(signal.reason);
    child.once('exit', () => failed(`\`belay ${role}\` ended before it was ready; see above.`));
    child.once('message', (raw) => {
      const message = ServerMessage.parse(raw);
      if (message.kind === 'ready') resolve(message);
      else failed(message.sentence);
    });
  });
}

async function endGently(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), patience);
  await ended;
  clearTimeout(force);
}
