import { createHash, timingSafeEqual } from 'node:crypto';
import { type FastifyInstance, type FastifyReply, fastify } from 'fastify';
import { z } from 'zod';
import { type Refusal, refuse } from '../../../core/refusal.ts';
import { Order } from './protocol.ts';
import { type Route, readingOf } from './route.ts';

const Windows = severalOf(z.coerce.number().int().positive().max(3_600_000));
const Versions = severalOf(z.string().min(1).max(255));

/** A part of the query that may be said more than once. */
function severalOf<T extends z.ZodType>(one: T) {
  return z.preprocess((value) => (Array.isArray(value) ? value : [value]), z.array(one).min(1).max(50));
}

export interface ControlOptions {
  readonly routes: ReadonlyMap<string, Route>;
  readonly token: string;
  /** Keeps who is stable; called after each order that changed something. */
  readonly keep: () => Promise<void>;
}

/** The side Belay (or a person with the token) orders from. Answers are JSON; refusals are a code and a sentence. */
export function createControl({ routes, token, keep }: ControlOptions): FastifyInstance {
  const app = fastify({ forceCloseConnections: true, bodyLimit: 256 * 1024 });

  app.addHook('onRequest', async (request, reply) => {
    if (sameSecret(request.headers.authorization ?? '', `Bearer ${token}`)) return;
    await answer(reply, 401, refuse('no-token', 'The proxy’s control address needs its bearer token.'));
  });
  app.setErrorHandler((_, __, reply) =>
    answer(reply, 400, refuse('not-json', 'The order is not JSON; nothing was changed.')),
  );
  app.setNotFoundHandler((_, reply) =>
    answer(
      reply,
      404,
      refuse('no-such-address', 'The proxy knows /routes/<route>, and its /metrics and /totals.'),
    ),
  );

  app.get<Named>('/routes/:route', async ({ params }, reply) => {
    const route = routes.get(params.route);
    return route === undefined ? unknownRoute(reply, params.route, routes) : readingOf(route.state());
  });

  app.get<Named & { Querystring: { window?: unknown } }>(
    '/routes/:route/metrics',
    async ({ params, query }, reply) => {
      const route = routes.get(params.route);
      if (route === undefined) return unknownRoute(reply, params.route, routes);
      const windows = Windows.safeParse(query.window);
      if (windows.success) return route.metrics([...new Set(windows.data)]);
      return answer(
        reply,
        422,
        refuse('bad-window', 'Ask for 1 to 50 windows in milliseconds, each up to an hour: ?window=60000.'),
      );
    },
  );

  app.get<Named & { Querystring: { version?: unknown } }>(
    '/routes/:route/totals',
    async ({ params, query }, reply) => {
      const route = routes.get(params.route);
      if (route === undefined) return unknownRoute(reply, params.route, routes);
      const versions = Versions.safeParse(query.version);
      if (versions.success) return route.totals(versions.data);
      return answer(reply, 422, refuse('bad-version', 'Ask for 1 to 50 versions: ?version=v1&version=v2.'));
    },
  );

  app.put<Named>('/routes/:route', async ({ params, body }, reply) => {
    const route = routes.get(params.route);
    if (route === undefined) return unknownRoute(reply, params.route, routes);
    const order = Order.safeParse(body);
    if (!order.success) return answer(reply, 422, badOrder(order.error));
    const before = route.state();
    const refusal = route.take(order.data);
    if (refusal !== null) return answer(reply, 409, refusal);
    if (before.epoch !== route.state().epoch) await keep();
    return readingOf(route.state());
  });

  return app;
}

interface Named {
  Params: { route: string };
}

function unknownRoute(reply: FastifyReply, name: string, routes: ReadonlyMap<string, Route>): FastifyReply {
  const known = [...routes.keys()].join(', ');
  return answer(
    reply,
    404,
    refuse('no-such-route', `The proxy has no route "${name}"; it has ${known}. Nothing was changed.`),
  );
}

function badOrder(error: z.ZodError): Refusal {
  const faults = error.issues.map(({ path, message }) => `${path.join('.') || 'order'}: ${message}`);
  return refuse('bad-order', `The proxy refused the order and changed nothing: ${faults.join('; ')}.`);
}

function answer(reply: FastifyReply, status: number, { code, sentence }: Refusal): FastifyReply {
  return reply.code(status).send({ code, sentence });
}

/** Compares digests, so that neither the time taken nor the length tells anything about the token. */
function sameSecret(given: string, wanted: string): boolean {
  const [a, b] = [given, wanted].map((text) => createHash('sha256').update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}
