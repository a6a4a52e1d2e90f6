import cookie from '@fastify/cookie';
import rateLimit from '@fastify/rate-limit';
import files from '@fastify/static';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Command } from '../../commands/command.ts';
import { usualKillPath } from '../../src/config/build/own-paths.ts';
import type { Config } from '../../src/config/config.ts';
import { Failure } from '../../src/core/failure.ts';
import { createAsReader } from '../../src/ledger/as-reader.ts';
import type { HeldRoles } from '../../src/ledger/held-roles.ts';
import type { Log } from '../../src/ports/log.ts';
import type { AuditLog } from '../../src/ports/store.ts';
import type { Tokens } from '../../src/ports/tokens.ts';
import type { AnswerOnce } from '../hear/answer-once.ts';
import type { KillSwitch } from '../ops/kill-switch.ts';
import type { Speak } from '../speak/speak.ts';
import { apiPath, apiRoutes } from './api/api.ts';
import { createAuthenticate } from './api/authenticate.ts';
import { canaryMetricsPath } from './api/canary-metrics.ts';
import { killRoute } from './api/kill-route.ts';
import type { KnowTokens } from './api/know-tokens.ts';
import { type ApiLimits, createCounters, usualApiLimits } from './api/limits.ts';
import type { Changes } from './changes.ts';
import { guard } from './guard.ts';
import { createIdentify } from './identify.ts';
import { type Limits, limitConnections, timeoutsOf, usualLimits } from './limits.ts';
import { createReaders } from './readers.ts';
import { auditRoute } from './routes/audit.ts';
import { commandRoute } from './routes/command.ts';
import { completeRoute } from './routes/complete.ts';
import { type DocumentRouteParts, documentRoutes } from './routes/documents.ts';
import { eventsRoute } from './routes/events.ts';
import { meRoute } from './routes/me.ts';
import { type PlaceListener, placeRoutes } from './routes/places.ts';
import { rolloutRoutes } from './routes/rollouts.ts';
import { sessionRoutes } from './routes/session.ts';
import { type SignalRouteParts, signalRoutes } from './routes/signals.ts';
import { type StatsRouteParts, statsRoute } from './routes/stats.ts';
import { tokenRoutes } from './routes/tokens.ts';

export interface HttpParts
  extends DocumentRouteParts,
    StatsRouteParts,
    Omit<SignalRouteParts, 'config' | 'store'> {
  readonly config: Config;
  readonly commands: readonly Command[];
  readonly store: DocumentRouteParts['store'] &
    AuditLog &
    SignalRouteParts['store'] & { readonly tokens: Tokens };
  readonly knownTokens: KnowTokens;
  readonly speak: Speak;
  readonly killSwitch: KillSwitch;
  /** The bearer token of the kill switch; null when belay.yml has none. */
  readonly killSecret?: string | null;
  readonly roles: HeldRoles;
  readonly answerOnce: AnswerOnce;
  readonly changes: Changes;
  /** Places that deliver by HTTP. */
  readonly placeListeners: readonly PlaceListener[];
  readonly listen: { readonly host: string; readonly port: number };
  /** The address people type when it is another one; null when it is not. */
  readonly publicUrl?: string | null;
  /** Signs sessions. */
  readonly key: Buffer;
  /** The built page. */
  readonly pageFolder: string;
  readonly newErrorId: () => string;
  /** The usual ones when left out. */
  readonly limits?: Limits;
  /** Of the HTTP API; the usual ones when left out. */
  readonly apiLimits?: ApiLimits;
  readonly log: Log;
}

const bodyLimit = 64 * 1024;

/** The web console and the terminal's way in. @throws Failure port-in-use */
export async function startHttp(parts: HttpParts): Promise<{ url: string } & AsyncDisposable> {
  const limits = parts.limits ?? usualLimits;
  const server = Fastify({ bodyLimit, forceCloseConnections: true, logger: false, ...timeoutsOf(limits) });
  limitConnections(server.server, limits);
  const { host, port } = parts.listen;
  const hosts = new Set<string>();
  const own = ownPaths(parts.config);
  guard(server, hosts, (url) => url.startsWith(`${apiPath}/`) || own.has(url));
  await server.register(cookie);
  await server.register(rateLimit, { global: false });
  answerErrors(server, parts);
  routes(server, parts);
  await listen(server, host, port);
  const address = server.server.address();
  const actual = typeof address === 'object' && address !== null ? address.port : port;
  for (const name of [host, 'localhost', '127.0.0.1']) hosts.add(`${name}:${actual}`);
  const publicHost = URL.parse(parts.publicUrl ?? '')?.host;
  if (publicHost !== undefined) hosts.add(publicHost);
  return { url: `http://${host}:${actual}`, [Symbol.asyncDispose]: () => server.close() };
}

function routes(server: FastifyInstance, parts: HttpParts): void {
  const { config, access, clock, commands } = parts;
  const identify = createIdentify(config, parts.key, clock);
  const readers = createReaders(createAsReader(parts), identify);
  const specs = commands.map(({ spec }) => spec);
  const verbs = [...new Set([...specs.flatMap(({ verb, orVerb = verb }) => [verb, orVerb]), 'promote-all'])];
  sessionRoutes(server, parts.key, clock);
  server.register(async (known) => {
    // Before anything of a body is read.
    known.addHook('onRequest', async (request, reply) => {
      if (identify(request) === null) return reply.code(401).send({ sentence: 'Log in first.' });
      if (request.method === 'GET') await readers.learn(request);
    });
    meRoute(known, config, access, verbs, readers.identify);
    rolloutRoutes(known, parts, readers.identify);
    documentRoutes(known, parts, readers.identify);
    commandRoute(known, parts.answerOnce, identify);
    completeRoute(known, specs, parts, readers.identify);
    statsRoute(known, parts, readers.identify);
    auditRoute(known, parts.store, access, readers.identify);
    eventsRoute(known, parts.changes, identify);
  });
  tokenRoutes(server, parts);
  const known = parts.knownTokens;
  const authenticate = createAuthenticate({ config, known, identify, clock });
  const counters = createCounters(server, parts.apiLimits ?? usualApiLimits);
  apiRoutes(server, { ...parts, specs, known, authenticate, counters });
  killRoute(server, { ...parts, killSecret: parts.killSecret ?? null, authenticate, counters });
  signalRoutes(server, parts);
  placeRoutes(server, parts.placeListeners);
  server.get('/healthz', async () => ({ ok: true }));
  server.register(files, { root: parts.pageFolder });
}

function ownPaths({ killSwitch, apiRoutes: routes }: Config): ReadonlySet<string> {
  return new Set([killSwitch?.path ?? usualKillPath, canaryMetricsPath, ...routes.map(({ path }) => path)]);
}

function answerErrors(server: FastifyInstance, { log, newErrorId }: HttpParts): void {
  server.setErrorHandler((error: { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status < 500) {
      return reply.code(status).send({ sentence: 'That request could not be read. Nothing was done.' });
    }
    const id = newErrorId();
    log.error({ err: error, id, url: request.routeOptions.url }, 'a request failed');
    return reply
      .code(500)
      .send({ sentence: `Something went wrong inside Belay (${id}); the server's log has the reason.` });
  });
  server.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ sentence: 'There is nothing here.' }),
  );
}

async function listen(server: FastifyInstance, host: string, port: number): Promise<void> {
  try {
    await server.listen({ host, port });
  } catch (error) {
    await server.close();
    const inUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (!inUse) throw error;
    throw new Failure(
      'port-in-use',
      `Port ${port} on ${host} is taken by another program, so the console cannot open and nothing was started. End that program, or set BELAY_PORT to a free port.`,
      { retryable: false, cause: error },
    );
  }
}
