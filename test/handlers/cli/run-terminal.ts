import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A terminal command that runs; what it has printed so far can be waited for. */
export interface Running {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  printed(pattern: RegExp): Promise<string>;
}

export interface Where {
  readonly url?: string;
  readonly token?: string;
  readonly dataFolder?: string;
  readonly variables?: Readonly<Record<string, string>>;
}

const program = join(import.meta.dirname, 'terminal-process.ts');

/** No colour and no CI variables of whoever runs the tests. */
const variables = { PATH: process.env['PATH'] ?? '', TERM: 'xterm-256color' };

export function startTerminal(argv: readonly string[], where: Where): Running {
  const { url = '-', token = '-', dataFolder = '/nonexistent', variables: more = {} } = where;
  return running(
    spawn(process.execPath, [program, url, token, dataFolder, ...argv], { env: { ...variables, ...more } }),
  );
}

export function runTerminal(argv: readonly string[], where: Where): Promise<Finished> {
  return startTerminal(argv, where).finished;
}

export function running(child: ChildProcess): Running {
  let out = '';
  let err = '';
  const changed = new Set<() => void>();
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    for (const tell of changed) tell();
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const finished = once(child, 'close').then(([code]) => ({ code: code as number | null, out, err }));
  return {
    child,
    finished,
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!pattern.test(out)) return;
          changed.delete(look);
          resolve(out);
        };
        changed.add(look);
        finished.then(() => reject(new Error(`ended without ${pattern}: ${out}${err}`)), reject);
        look();
      }),
  };
}
