import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { spawnProxy } from '../adapters/traffic/embedded-proxy/spawn.ts';
import type { Config } from '../config/config.ts';
import { Failure } from '../core/failure.ts';
import type { DataFolder } from './data-folder.ts';

const Listener = z.object({ route: z.string(), host: z.string(), port: z.number() });

/** How to reach the embedded proxy; written for the server and for the next start. */
export const ProxyProcess = z.object({
  pid: z.number(),
  controlUrl: z.string(),
  token: z.string(),
  asked: z.array(Listener),
});
export type ProxyProcess = z.infer<typeof ProxyProcess>;

export const proxyFile = 'proxy.json';

/** One address per embedded router, and the one route that comes in there. */
export function listenersOf(config: Config): readonly z.infer<typeof Listener>[] {
  return config.routers.flatMap((router) => {
    if (router.kind !== 'embedded') return [];
    const routing = config.slots.find(({ plan }) => plan.routing.router === router.name)?.plan.routing;
    return routing === undefined ? [] : [{ route: routing.route, ...router.listen }];
  });
}

/**
 * The proxy outlives Belay, so that a restart of Belay is nothing that visitors notice: one that still serves
 * the same addresses is taken over, any other is replaced.
 * @throws Failure port-in-use, and config-invalid when visitors of the running proxy would be cut off
 */
export async function ensureProxy(
  config: Config,
  data: DataFolder,
  endWithParent: boolean,
): Promise<{ proxy: ProxyProcess; found: boolean }> {
  const asked = listenersOf(config);
  const known = data.readJson(proxyFile, ProxyProcess);
  if (known !== null && (await answers(known))) {
    if (JSON.stringify(known.asked) === JSON.stringify(asked)) return { proxy: known, found: true };
    refuseToCutOff(known, asked);
    await stopProxy(known);
  }
  // The same token and control port as before: who spoke to the last proxy can go on without noticing.
  const token = known?.token ?? randomBytes(24).toString('base64url');
  const port = Number(URL.parse(known?.controlUrl ?? '')?.port ?? 0);
  const spawned = await spawnProxy({
    control: { host: '127.0.0.1', port },
    listeners: [...asked],
    token,
    stateFile: data.proxyState,
    endWithParent,
  });
  const proxy: ProxyProcess = { pid: spawned.pid, controlUrl: spawned.controlUrl, token, asked: [...asked] };
  data.writeJson(proxyFile, proxy);
  return { proxy, found: false };
}

/** A rollout may still be open on a route that has left belay.yml; its visitors are there in any case. */
function refuseToCutOff(running: ProxyProcess, asked: ReturnType<typeof listenersOf>): void {
  const wanted = new Set(asked.map(addressOf));
  const lost = running.asked.filter((one) => !wanted.has(addressOf(one))).map(addressOf);
  if (lost.length === 0) return;
  throw new Failure(
    'config-invalid',
    `The proxy that is running serves ${lost.join(' and ')}, which belay.yml no longer has: visitors there would be cut off, so Belay did not start and the proxy serves on. Put the service and its router back as they were, or, when you mean it, run \`npx belay proxy stop\` first.`,
    { retryable: false },
  );
}

function addressOf({ route, host, port }: z.infer<typeof Listener>): string {
  return `route "${route}" at ${host}:${port}`;
}

/** Only a proxy that knows our token is ours: a process id may have been given to somebody else. */
export async function answers({ controlUrl, token }: ProxyProcess): Promise<boolean> {
  try {
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`${controlUrl}/routes/-`, { headers, signal: AbortSignal.timeout(1000) });
    return response.status !== 401;
  } catch {
    return false;
  }
}

export async function stopProxy(proxy: ProxyProcess): Promise<boolean> {
  if (!(await answers(proxy))) return false;
  process.kill(proxy.pid, 'SIGTERM');
  for (let attempt = 0; attempt < 110 && isAlive(proxy.pid); attempt += 1) {
    await sleep(100);
  }
  return true;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
