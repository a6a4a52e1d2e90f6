import type { FastifyInstance } from 'fastify';
import { Failure } from '../../../core/failure.ts';
import { createControl } from './control.ts';
import { type Limits, usualLimits } from './limits.ts';
import { createListener } from './listener.ts';
import { type Clock, createRoute, type Log, type Route } from './route.ts';
import { startingState } from './route-state.ts';
import { type KeptRoutes, readStateFile, writeStateFile } from './state-file.ts';

export interface ProxyOptions {
  /** Port 0 takes any free port. */
  readonly control: { readonly host: string; readonly port: number };
  readonly listeners: readonly { readonly route: string; readonly host: string; readonly port: number }[];
  readonly token: string;
  readonly stateFile: string;
  readonly log: Log;
  readonly clock?: Clock;
  readonly limits?: Partial<Limits>;
}

export interface RunningProxy extends AsyncDisposable {
  readonly control: { readonly host: string; readonly port: number };
  readonly listeners: readonly { readonly route: string; readonly host: string; readonly port: number }[];
  /** Takes no new connections, lets requests in flight end, then stops. */
  close(): Promise<void>;
}

function steadyClock(): number {
  return performance.timeOrigin + performance.now();
}

/**
 * Starts the proxy: one listener per route and the control address.
 * @throws Failure port-in-use when an address cannot be listened on
 */
export async function startProxy(options: ProxyOptions): Promise<RunningProxy> {
  const { log, clock = steadyClock } = options;
  const limits = { ...usualLimits, ...options.limits };
  const known = await readStateFile(options.stateFile);
  if (known === null) {
    log(
      `${options.stateFile} cannot be understood, so the proxy serves nobody until Belay orders a version.`,
    );
  }
  const routes = new Map(options.listeners.map(({ route }) => [route, createRouteFrom(known, route, clock)]));
  const keep = createKeeper(options.stateFile, routes, known ?? {}, log);
  const control = createControl({ routes, token: options.token, keep });
  const servers: FastifyInstance[] = [];
  const close = async () => {
    await control.close();
    await Promise.all(servers.map(drain));
    await keep();
  };
  try {
    const listeners = [];
    for (const { route, host, port } of options.listeners) {
      const server = createListener(
        routes.get(route) ?? createRouteFrom(known, route, clock),
        clock,
        log,
        limits,
      );
      servers.push(server);
      listeners.push({ route, host, port: await listen(server, host, port, `the route "${route}"`) });
    }
    const { host } = options.control;
    const port = await listen(control, host, options.control.port, 'the proxy’s control address');
    return { control: { host, port }, listeners, close, [Symbol.asyncDispose]: close };
  } catch (cause) {
    await close();
    throw cause;
  }
}

function createRouteFrom(known: KeptRoutes | null, name: string, clock: Clock): Route {
  const kept = known?.[name];
  const stable = kept && { stable: { kind: 'stable', stable: kept.stable } as const, fence: kept.fence };
  return createRoute(name, startingState(stable ?? null), clock);
}

/**
 * Writes one after another, always the newest state. A disk that refuses is said and endured: traffic has already
 * moved, and refusing the order for it would be the greater harm.
 */
function createKeeper(
  file: string,
  routes: ReadonlyMap<string, Route>,
  others: KeptRoutes,
  log: Log,
): () => Promise<void> {
  let last = Promise.resolve();
  return () => {
    last = last
      .then(() => writeStateFile(file, { ...others, ...stableOf(routes) }))
      .catch((cause: unknown) =>
        log(`${file} could not be written; after a restart the proxy would serve an older version.`, cause),
      );
    return last;
  };
}

function stableOf(routes: ReadonlyMap<string, Route>): KeptRoutes {
  return Object.fromEntries(
    [...routes].flatMap(([name, route]) => {
      const { wanted, fence } = route.state();
      return wanted === null ? [] : [[name, { stable: wanted.stable, fence }]];
    }),
  );
}

/** A connection kept alive after its last answer would hold the server open for a minute: closed as it idles. */
async function drain(server: FastifyInstance): Promise<void> {
  const sweep = setInterval(() => server.server.closeIdleConnections(), 50);
  await server.close().finally(() => clearInterval(sweep));
}

async function listen(server: FastifyInstance, host: string, port: number, what: string): Promise<number> {
  try {
    await server.listen({ host, port });
  } catch (cause) {
    throw new Failure(
      'port-in-use',
      `Port ${port} on ${host}, wanted for ${what}, cannot be listened on (${(cause as NodeJS.ErrnoException).code}), so the proxy did not start. Stop what uses it or choose another port in belay.yml.`,
      { retryable: false, cause },
    );
  }
  const address = server.server.address();
  return address === null || typeof address === 'string' ? port : address.port;
}
