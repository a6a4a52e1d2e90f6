import { spawn } from 'node:child_process';
import type { Millis } from '../../core/time.ts';

export interface BoundedProcess {
  readonly program: string;
  readonly args: readonly string[];
  readonly stdin: string;
  readonly deadline: Millis;
  /** Characters of output after which it is ended. */
  readonly mostOutput: number;
  /** Another user that it runs as; null for the present one. */
  readonly user: number | null;
}

export interface ProcessEnd {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Why it was ended; null when it ended by itself. */
  readonly ended: 'deadline' | 'output' | null;
  /** Why it could not be started; null when it could. */
  readonly failed: string | null;
}

/** Runs a program with an empty environment until it ends, takes too long or says too much. Never throws. */
export function runBounded(wanted: BoundedProcess): Promise<ProcessEnd> {
  const { program, args, stdin, deadline, mostOutput, user } = wanted;
  return new Promise((resolve) => {
    const texts = { stdout: '', stderr: '' };
    let ended: ProcessEnd['ended'] = null;
    const child = spawn(program, args, {
      cwd: '/',
      env: {},
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(user === null ? {} : { uid: user, gid: user }),
    });
    const stop = (why: 'deadline' | 'output') => {
      ended ??= why;
      child.kill('SIGKILL');
    };
    const timer = setTimeout(() => stop('deadline'), deadline);
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        if (texts[name].length + text.length > mostOutput) stop('output');
        else texts[name] += text;
      });
    }
    const finish = (exit: number | null, failed: string | null) => {
      clearTimeout(timer);
      resolve({ exit, ...texts, ended, failed });
    };
    child.once('error', (error) => finish(null, error.message));
    child.once('close', (code) => finish(code, null));
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin);
  });
}
