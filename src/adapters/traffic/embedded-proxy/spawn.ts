import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Failure } from '../../../core/failure.ts';
import { type ProxySettings, ProxyStart } from './settings.ts';

export interface SpawnedProxy extends AsyncDisposable {
  readonly pid: number;
  readonly controlUrl: string;
  readonly listeners: readonly { readonly route: string; readonly host: string; readonly port: number }[];
  /** Drains and ends the process. */
  stop(): Promise<void>;
}

/**
 * Starts the proxy in a process of its own. Its log goes to this process's standard error.
 * @throws Failure port-in-use when one of its addresses is taken, router-unreachable when it does not start
 */
export async function spawnProxy(settings: ProxySettings): Promise<SpawnedProxy> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('main.ts', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: !settings.endWithParent,
  });
  const ended = once(child, 'exit');
  child.stdin.on('error', () => {});
  child.stdin.write(`${JSON.stringify(settings)}\n`);
  const said = once(createInterface({ input: child.stdout }), 'line').then(([line]) => String(line));
  const first = await Promise.race([said, ended.then(() => null)]);
  const start = ProxyStart.safeParse(first === null ? null : JSON.parse(first));
  if (!start.success) {
    const sentence = 'The proxy process ended before it was ready; its log says why.';
    throw new Failure('router-unreachable', sentence, { retryable: false, cause: start.error });
  }
  if (start.data.kind === 'failed') {
    throw new Failure(start.data.code, start.data.sentence, { retryable: false });
  }
  if (!settings.endWithParent) release(child);
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return {
    pid: child.pid ?? 0,
    controlUrl: `http://${start.data.control.host}:${start.data.control.port}`,
    listeners: start.data.listeners,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** Nothing of a proxy that serves on may keep this process from ending: neither itself nor its pipes. */
function release(child: ChildProcess): void {
  child.stdin?.destroy();
  child.stdout?.destroy();
  child.unref();
}
