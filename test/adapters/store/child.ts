import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Child extends AsyncDisposable {
  readonly pid: number;
  /** What it has printed so far. */
  readonly lines: readonly string[];
  /** SIGKILL, and wait until it is gone. */
  kill(): Promise<void>;
}

/** Runs a script beside this file in a process of its own. */
export function startChild(script: string, ...args: string[]): Child {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child: ChildProcess = spawn(process.execPath, [path, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  if (child.stdout !== null) createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const gone = once(child, 'close');
  async function kill(): Promise<void> {
    child.kill('SIGKILL');
    await gone;
  }
  return { pid: child.pid ?? 0, lines, kill, [Symbol.asyncDispose]: kill };
}
