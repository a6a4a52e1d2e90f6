import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** Under npm one Ctrl-C arrives twice; only a later one is somebody who does not want to wait. */
const twice = 2000;

/**
 * Runs a program in a process group of its own. Ctrl-C reaches every process of a terminal's group at once, and then
 * a database is gone before those who use it; here it reaches this process alone, and the program ends what it
 * started in order. When it cannot do that any more, this process ends the whole group; and when this process is
 * killed, the program notices (`parentGone`).
 * @returns the exit code
 */
export async function runApart(program: string, words: readonly string[]): Promise<number> {
  const child = fork(program, [...words], { detached: true });
  let asked: number | null = null;
  const ask = (): void => {
    if (asked === null) child.kill('SIGTERM');
    else if (Date.now() - asked > twice) child.kill('SIGKILL');
    asked ??= Date.now();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask);
  const [code] = await once(child, 'exit');
  if (child.pid !== undefined) await endGroup(child.pid);
  return typeof code === 'number' ? code : 1;
}

/** Aborted when whoever runs this program apart has ended. */
export function parentGone(): AbortSignal {
  const gone = new AbortController();
  process.once('disconnect', () => gone.abort());
  return gone.signal;
}

/** Whatever is left of it: nothing, unless the program was killed. */
async function endGroup(leader: number): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    try {
      process.kill(-leader, signal);
    } catch {
      return;
    }
    await sleep(2000);
  }
}
