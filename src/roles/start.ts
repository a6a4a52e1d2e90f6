import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { lockFolder } from '../adapters/store/folder-lock.ts';
import type { Config } from '../config/config.ts';
import { Failure } from '../core/failure.ts';
import type { DataFolder } from './data-folder.ts';
import { answers, ensureProxy, listenersOf, ProxyProcess, proxyFile, stopProxy } from './proxy-process.ts';

/** What the server process tells its parent. */
export const ServerMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready'), url: z.string(), loginUrl: z.string().nullable(), pid: z.number() }),
  z.object({ kind: z.literal('failed'), sentence: z.string() }),
]);
export type ServerMessage = z.infer<typeof ServerMessage>;

export interface StartParts {
  readonly config: Config;
  readonly data: DataFolder;
  /** True ends the proxy when Belay ends; false lets it serve on. */
  readonly proxyEndsToo: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly tell: (message: ServerMessage | { kind: 'restarting'; sentence: string }) => void;
}

const firstWait = 200;
const longestWait = 5000;
const proxyWatched = 1000;
/** The server ends by itself within this time when asked; after that it is made to. */
const patience = 15_000;

/**
 * Keeps the server and the embedded proxy running: whichever dies is started again, and finds its work in the store.
 * @throws Failure store-locked, port-in-use, config-invalid
 * @returns the exit code: 0 when asked to stop, 1 when the server could not be started at all
 */
export async function start(parts: StartParts, signal: AbortSignal): Promise<number> {
  // Before anything else: a second start with another configuration would replace the proxy under the first.
  using _only = lockFolder(parts.data.path);
  // Routers that run elsewhere need no proxy here; one that still serves visitors stays until somebody ends it.
  const needed = listenersOf(parts.config).length > 0;
  const found = needed && (await ensureProxy(parts.config, parts.data, parts.proxyEndsToo)).found;
  const done = new AbortController();
  const watching = needed ? watchProxy(parts, AbortSignal.any([signal, done.signal])) : undefined;
  const code = await keepServing(parts, signal);
  done.abort();
  await watching;
  const proxy = parts.data.readJson(proxyFile, ProxyProcess);
  // A start that fails leaves nothing behind; a proxy that had served before it goes on serving.
  const endsToo = needed && (parts.proxyEndsToo || (code !== 0 && !found));
  if (endsToo && proxy !== null) await stopProxy(proxy);
  return code;
}

async function keepServing(parts: StartParts, signal: AbortSignal): Promise<number> {
  let wait = firstWait;
  let everReady = false;
  while (!signal.aborted) {
    const child = fork(fileURLToPath(new URL('../main.ts', import.meta.url)), ['all'], {
      env: parts.environment,
    });
    let failed = false;
    child.on('message', (raw) => {
      const message = ServerMessage.parse(raw);
      failed = message.kind === 'failed';
      if (message.kind === 'ready') wait = firstWait;
      everReady ||= message.kind === 'ready';
      parts.tell(message);
    });
    await endedOrAsked(child, signal);
    if (signal.aborted) return 0;
    if (failed && !everReady) return 1;
    parts.tell({
      kind: 'restarting',
      sentence: 'The server process ended unexpectedly; it is started again and goes on where it was.',
    });
    await sleep(wait, undefined, { signal }).catch(() => undefined);
    wait = Math.min(wait * 2, longestWait);
  }
  return 0;
}

async function endedOrAsked(child: ChildProcess, signal: AbortSignal): Promise<void> {
  const ended = once(child, 'exit');
  let force: NodeJS.Timeout | undefined;
  const ask = () => {
    child.kill('SIGTERM');
    force = setTimeout(() => child.kill('SIGKILL'), patience);
  };
  signal.addEventListener('abort', ask, { once: true });
  if (signal.aborted) ask();
  await ended;
  clearTimeout(force);
  signal.removeEventListener('abort', ask);
}

async function watchProxy(parts: StartParts, signal: AbortSignal): Promise<void> {
  let { proxy } = await ensureProxy(parts.config, parts.data, parts.proxyEndsToo);
  let told = false;
  while (!signal.aborted) {
    await sleep(proxyWatched, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) continue;
    if (await answers(proxy)) {
      told = false;
      continue;
    }
    try {
      const { proxy: now, found } = await ensureProxy(parts.config, parts.data, parts.proxyEndsToo);
      proxy = now;
      if (!found) restarting(parts, 'The proxy had ended; it was started again with stable for everybody.');
    } catch (error) {
      if (!told) restarting(parts, hanging(proxy, error));
      told = true;
    }
  }
}

function restarting(parts: StartParts, sentence: string): void {
  parts.tell({ kind: 'restarting', sentence });
}

function hanging({ pid }: ProxyProcess, error: unknown): string {
  const why = error instanceof Failure ? ` ${error.message}` : '';
  return `The proxy (process ${pid}) does not answer and could not be started again; it is tried on. Rollouts hold or go back meanwhile. If that process hangs, end it.${why}`;
}
