import type { HaproxyServer } from '../../../demo/servers/haproxy.ts';
import type { createHaproxyRouter } from '../../../src/adapters/traffic/haproxy-router.ts';
import type { Routing, Target } from '../../../src/core/rollout/plan.ts';
import type { Wanted } from '../../../src/core/rollout/wanted.ts';
import { type Client, createClient } from '../../contract/clients.ts';
import { startVersion, type VersionServer } from '../../contract/version-server.ts';
import { contractRouting, openHaproxy, routerFor } from './open-haproxy.ts';

export interface HaproxyRig extends AsyncDisposable {
  readonly v1: VersionServer;
  readonly v2: VersionServer;
  readonly server: HaproxyServer;
  readonly router: ReturnType<typeof createHaproxyRouter>;
  readonly client: Client;
  readonly routing: Routing;
  stable(target?: Target): Promise<void>;
  split(weight: number, over?: Partial<Routing>): Promise<void>;
}

/** Two versions behind a HAProxy of their own, and a router that orders it. */
export async function openRig(
  options: {
    routing?: Routing;
    mapFile?: boolean;
    lines?: readonly string[];
    clock?: () => number;
    socket?: (server: HaproxyServer) => string;
  } = {},
): Promise<HaproxyRig> {
  const { routing = contractRouting } = options;
  const [v1, v2] = await Promise.all([startVersion('v1'), startVersion('v2')]);
  const server = await openHaproxy([v1.target, v2.target], v1.target, routing, options.lines);
  const router = routerFor(server, {
    ...(options.mapFile === true ? { mapFile: server.mapFile } : {}),
    ...(options.clock === undefined ? {} : { clock: options.clock }),
    ...(options.socket === undefined ? {} : { sockets: [options.socket(server)] }),
  });
  const client = createClient(20);
  let fence = 0;
  const order = (wanted: Wanted, over: Partial<Routing> = {}): Promise<void> => {
    fence += 1;
    return router.apply({ ...routing, ...over }, wanted, fence);
  };
  return {
    v1,
    v2,
    server,
    router,
    client,
    routing,
    stable: (target = v1.target) => order({ kind: 'stable', stable: target }),
    split: (weight, over) => order({ kind: 'split', stable: v1.target, canary: v2.target, weight }, over),
    async [Symbol.asyncDispose]() {
      await router[Symbol.asyncDispose]();
      await client.close();
      await server[Symbol.asyncDispose]();
      await v1[Symbol.asyncDispose]();
      await v2[Symbol.asyncDispose]();
    },
  };
}

/** Sends requests with these headers until told to stop; resolves to the versions that answered, `error` for none. */
export function keepAsking(client: Client, url: string, headers: Record<string, string> = {}) {
  let ended = false;
  const seen: string[] = [];
  const run = (async () => {
    while (!ended) {
      const answer = await client.get(url, headers).catch(() => ({ version: 'error', status: 0 }));
      seen.push(answer.version ?? `status ${answer.status}`);
    }
  })();
  return {
    seen,
    async end(): Promise<readonly string[]> {
      ended = true;
      await run;
      return seen;
    },
  };
}
