import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const program = join(import.meta.dirname, '../../src/main.ts');

/** `node src/main.ts …` as a person runs it. */
export interface BelayProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  /** After everybody has ended who could still print: the proxy serves on and shares its standard error. */
  readonly finished: Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>;
  out(): string;
  err(): string;
  /** Resolves with the match once it stands on standard output. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
}

export function runBelay(
  words: readonly string[],
  variables: Readonly<Record<string, string>>,
): BelayProcess {
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    NO_COLOR: '1',
    ...variables,
  };
  const child = spawn(process.execPath, [program, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  const changed = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    for (const look of changed) look();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  const finished = once(child, 'close').then(async () => ({ code: await ended, out, err }));
  return {
    child,
    ended,
    finished,
    out: () => out,
    err: () => err,
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = pattern.exec(out);
          if (found === null) return;
          changed.delete(look);
          resolve(found);
        };
        changed.add(look);
        ended.then(
          (code) => reject(new Error(`ended with ${code} before ${pattern}:\n${out}${err}`)),
          reject,
        );
        look();
      }),
  };
}
