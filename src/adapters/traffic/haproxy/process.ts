import { Failure } from '../../../core/failure.ts';
import { type CommandLine, openCommandLine } from './command-line.ts';

/** One HAProxy process that serves requests: the one behind a stats socket, or a worker of a master. */
export interface Process {
  /** For people: the socket, and of which worker. */
  readonly name: string;
  /** Still serving what it had when HAProxy was reloaded, with the configuration of before. */
  readonly old: boolean;
  readonly ask: CommandLine['ask'];
  /** Lets the connection use commands that HAProxy calls experimental. */
  readonly allowExperimental: () => Promise<unknown>;
}

export interface Processes extends AsyncDisposable {
  /** Behind a master its workers, those of before a reload that still serve included; never empty. */
  readonly processes: readonly Process[];
  readonly master: boolean;
}

/** @throws Failure router-unreachable */
export async function openProcesses(address: string): Promise<Processes> {
  const line = await openCommandLine(address);
  try {
    const workers = workersIn(await line.ask('show proc'));
    const allowExperimental = () => line.ask('experimental-mode on');
    const dispose = () => line[Symbol.asyncDispose]();
    if (workers.length === 0) {
      const own = { name: address, old: false, ask: line.ask, allowExperimental };
      return { processes: [own], master: false, [Symbol.asyncDispose]: dispose };
    }
    const processes = workers.map(({ pid, old }) => ({
      name: `${address} (worker ${pid})`,
      old,
      ask: (command: string) => askWorker(line, pid, command),
      allowExperimental,
    }));
    return { processes, master: true, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await line[Symbol.asyncDispose]();
    throw error;
  }
}

const ended = 'the worker has ended';

/** Whether a process is no more, so that nothing has to be done about it. */
export function isGone(error: unknown): boolean {
  return error instanceof Failure && error.cause === ended;
}

async function askWorker(line: CommandLine, pid: string, command: string): Promise<string> {
  const answer = await line.ask(`@!${pid} ${command}`);
  if (!answer.startsWith("Can't find the target")) return answer;
  const sentence = `Worker ${pid} of HAProxy has ended; the next look finds its successor.`;
  throw new Failure('router-unreachable', sentence, { retryable: true, cause: ended });
}

/** What a master lists; nothing for the answer of a stats socket, which has no such command. */
function workersIn(answer: string): readonly { pid: string; old: boolean }[] {
  let old = false;
  return answer.split('\n').flatMap((line) => {
    if (line.startsWith('#')) old = line.startsWith('# old');
    const [pid = '', type] = line.trim().split(/\s+/);
    return type === 'worker' && /^\d+$/.test(pid) ? [{ pid, old }] : [];
  });
}
