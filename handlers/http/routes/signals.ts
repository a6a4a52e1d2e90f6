import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type {
  AlertmanagerSignals,
  Config,
  SignalSourceConfig,
  SignedSignals,
} from '../../../src/config/config.ts';
import { Failure } from '../../../src/core/failure.ts';
import { unstopped } from '../../../src/core/prose.ts';
import { readAlerts } from '../../../src/core/signals/read-alerts.ts';
import { readReport } from '../../../src/core/signals/read-report.ts';
import type { Signal } from '../../../src/core/signals/signal.ts';
import type { Instant } from '../../../src/core/time.ts';
import type { Hasten } from '../../../src/ledger/hasten.ts';
import type { Log } from '../../../src/ports/log.ts';
import type { Signals } from '../../../src/ports/store.ts';
import { createRateLimit, type RateLimit } from '../rate-limit.ts';
import { mistrust, mistrustHeaders, sameSecret } from '../signature.ts';

/** Everything under it is told by machines, and each request proves by a secret that it may. */
export const signalsPath = '/signals/';

/** A source of belay.yml with the secret that it must know. */
export interface SignalSource {
  readonly source: SignalSourceConfig;
  readonly secret: string;
}

export interface SignalRouteParts {
  readonly config: Pick<Config, 'slots'>;
  readonly signalSources: readonly SignalSource[];
  readonly store: { readonly signals: Pick<Signals, 'report'> };
  readonly hasten: Hasten;
  readonly clock: () => Instant;
  readonly log: Log;
}

const perMinute = 300;
const minute = 60_000;

const longestReport = 64 * 1024;
/** Alertmanager puts a whole group into one notification. */
const longestNotification = 1024 * 1024;

const nothing = 'Nothing was recorded.';

/** One route for each source; what is sent is parsed only after its sender has proved who it is. */
export function signalRoutes(server: FastifyInstance, parts: SignalRouteParts): void {
  const { signalSources, clock, log } = parts;
  const limit = createRateLimit(perMinute, minute, clock);
  server.register(async (routes) => {
    routes.removeAllContentTypeParsers();
    routes.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    routes.setErrorHandler((error, request, reply) => answerError(error, request, reply, log));
    routes.post(`${signalsPath}*`, {
      onRequest: async (_request, reply) =>
        refuse(reply, 404, 'Nobody of that name stands under `signals` in belay.yml.'),
      handler: async () => undefined,
    });
    for (const { source, secret } of signalSources) {
      if (source.kind === 'alertmanager') alertmanagerRoute(routes, parts, { source, secret, limit });
      else signedRoute(routes, parts, { source, secret, limit });
    }
  });
}

interface Route<S extends SignalSourceConfig> {
  readonly source: S;
  readonly secret: string;
  readonly limit: RateLimit;
}

function alertmanagerRoute(
  server: FastifyInstance,
  parts: SignalRouteParts,
  { source, secret, limit }: Route<AlertmanagerSignals>,
): void {
  const { config, clock, log } = parts;
  server.post(`${signalsPath}${source.name}`, {
    bodyLimit: longestNotification,
    onRequest: async (request, reply) => {
      const [, given = ''] = /^bearer +(.+)$/i.exec(request.headers.authorization ?? '') ?? [];
      if (sameSecret(given, secret)) return;
      reply.header('www-authenticate', 'Bearer');
      return refuse(reply, 401, 'The bearer token is missing or is another one than belay.yml refers to.');
    },
    handler: async (request, reply) => {
      // Alertmanager gives a notification up when it hears 429, and tries again when it hears 503.
      if (tooMany(reply, limit(source.name))) return refuse(reply, 503, tooManySentence);
      const rules = { ...source, source: source.name, slots: config.slots };
      const heard = readAlerts(jsonOf(rawBody(request)), rules, clock());
      if (heard.kind === 'refused') return refuse(reply, 400, heard.sentence);
      const { signals, ignored, truncated } = heard;
      for (const sentence of ignored.slice(0, 20)) log.warn({ source: source.name }, sentence);
      if (truncated > 0) log.warn({ source: source.name, truncated }, 'Alertmanager left alerts out');
      await record(parts, signals);
      return reply.send({ recorded: signals.length, ignored, truncated });
    },
  });
}

function signedRoute(
  server: FastifyInstance,
  parts: SignalRouteParts,
  { source, secret, limit }: Route<SignedSignals>,
): void {
  const { config, clock } = parts;
  server.post(`${signalsPath}${source.name}`, {
    bodyLimit: longestReport,
    onRequest: async (request, reply) => {
      const why = mistrustHeaders(signedHeaders(request), clock());
      if (why !== null) return refuse(reply, 401, why);
    },
    handler: async (request, reply) => {
      const body = rawBody(request);
      const why = mistrust({ ...signedHeaders(request), source: source.name, body }, secret);
      if (why !== null) return refuse(reply, 401, why);
      if (tooMany(reply, limit(source.name))) return refuse(reply, 429, tooManySentence);
      const rules = { ...source, source: source.name, slots: config.slots };
      const report = readReport(jsonOf(body), rules, clock());
      if (report.kind === 'refused') return refuse(reply, 400, report.sentence);
      const [news = false] = await record(parts, [report]);
      const sentence = news
        ? 'Recorded.'
        : 'A report with this id is known already, so this one does not count.';
      return reply.send({ recorded: news, sentence });
    },
  });
}

/** Writes down, and has every rollout that news are about looked at before its next interval. */
async function record(
  { store, hasten, clock }: SignalRouteParts,
  signals: readonly Signal[],
): Promise<readonly boolean[]> {
  const now = clock();
  const news = await store.signals.report(signals, now);
  const urgent = signals.filter(
    (signal, index) => news[index] === true && (signal.kind === 'report' || signal.until > now),
  );
  const slots = new Map(
    urgent.map(({ service, environment }) => [`${service}/${environment}`, { service, environment }]),
  );
  for (const slot of slots.values()) await hasten(slot);
  return news;
}

const tooManySentence = `More than ${perMinute} came within a minute.`;

function tooMany(reply: FastifyReply, wait: number | null): boolean {
  if (wait === null) return false;
  reply.header('retry-after', Math.ceil(wait / 1000));
  return true;
}

function refuse(reply: FastifyReply, status: number, sentence: string): FastifyReply {
  return reply.code(status).send({ sentence: `${sentence} ${nothing}` });
}

function header(request: FastifyRequest, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}

function signedHeaders(request: FastifyRequest) {
  return {
    timestamp: header(request, 'x-belay-timestamp'),
    signature: header(request, 'x-belay-signature'),
  };
}

function rawBody({ body }: FastifyRequest): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

/** @returns undefined for what is no JSON; its readers say what they expected */
function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Log): FastifyReply {
  const status =
    error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
      ? error.statusCode
      : 500;
  if (status === 413) return refuse(reply, 413, 'That is more than fits into one request.');
  if (status < 500) return refuse(reply, status, 'That request could not be read.');
  log.error({ err: error, url: request.routeOptions.url }, 'a signal could not be recorded');
  const why = error instanceof Failure ? `${unstopped(error.message)}. ` : '';
  return refuse(reply, 503, `${why}Send it again in a minute.`);
}
