import { METHODS } from 'node:http';
import { fastifyCookie } from '@fastify/cookie';
import httpProxy from '@fastify/http-proxy';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import { errors } from 'undici';
import type { Routing } from '../../../core/rollout/plan.ts';
import type { Wanted } from '../../../core/rollout/wanted.ts';
import { allocate } from '../../../core/traffic/allocate.ts';
import { formatBucket, parseBucket } from '../../../core/traffic/bucket.ts';
import { answeredHeaders, forwardedHeaders } from './forwarded.ts';
import type { Limits } from './limits.ts';
import { answered, left, type Passage } from './passage.ts';
import type { Clock, Log, Route } from './route.ts';
import { limitUploads } from './uploads.ts';
import { createUpstream, passageHeader } from './upstream.ts';

declare module 'fastify' {
  interface FastifyRequest {
    passage: Passage | null;
  }
}

type Sticky = NonNullable<Routing['sticky']>;

const methods = METHODS.filter((method) => method !== 'CONNECT');

/** The public side of one route: takes requests and hands each to the version that is to serve it. */
export function createListener(route: Route, clock: Clock, log: Log, limits: Limits): FastifyInstance {
  const app = fastify({
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    exposeHeadRoutes: false,
    http: { headersTimeout: limits.headers, connectionsCheckingInterval: limits.headers / 2 },
  });
  const admit = limitUploads(limits);
  const upstream = createUpstream(clock, limits.answer);
  route.onChange(upstream.redirect);
  app.addHook('onClose', () => upstream.close());
  // No method has a body as far as fastify is concerned: bodies pass through unread, whatever their type.
  for (const method of methods) app.addHttpMethod(method, { hasBody: false, overrideExisting: true });
  app.decorateRequest('passage', null);
  app.setErrorHandler((error: Error & { statusCode?: number }, _, reply) => {
    if ((error.statusCode ?? 500) < 500) {
      return say(reply, 400, 'This address cannot be forwarded. Check it.');
    }
    log(`The proxy failed on a request of the route "${route.name}".`, error);
    return say(reply, 500, 'The proxy failed on this request. Try again.');
  });
  app.register(fastifyCookie, { hook: false });
  app.register(httpProxy, {
    upstream: '',
    httpMethods: methods,
    disableRequestLogging: true,
    internalRewriteLocationHeader: false,
    undici: { request: upstream.request as never },
    preHandler: (request, reply, done) => {
      const { wanted } = route.state();
      if (wanted === null) {
        say(
          reply,
          503,
          'No version serves this route yet. Start one, or tell Belay which version is stable.',
        );
        return;
      }
      if (!admit(request.raw, reply.raw)) {
        // Closed after the answer: the rest of the body would hold the connection all the same.
        reply.header('connection', 'close');
        say(
          reply,
          503,
          'Too many uploads from your address are under way. Let some of them end and try again.',
        );
        return;
      }
      begin(request, reply, route, wanted, clock);
      done();
    },
    replyOptions: {
      // Never a second try: a version that answers 503 must be seen to, and a request may not be safe to repeat.
      retryDelay: () => null,
      getUpstream: (request) => passageOf(request).target.url,
      rewriteRequestHeaders: (request, headers) => {
        const passage = passageOf(request);
        const forwarded = forwardedHeaders(passage.raw, headers, passage.target.url);
        return { ...forwarded, [passageHeader]: upstream.announce(passage) };
      },
      rewriteHeaders: (headers, request) => {
        const cookie = request?.passage?.cookie ?? null;
        const answer = answeredHeaders(headers);
        if (cookie === null) return answer;
        return { ...answer, 'set-cookie': [...(answer['set-cookie'] ?? []), cookie] };
      },
      // The plugin's types allow for HTTP/2, which this listener does not speak.
      onError: (reply, { error }) => fail(reply as unknown as FastifyReply, error, clock),
    },
  });
  return app;
}

function begin(
  request: FastifyRequest,
  reply: FastifyReply,
  route: Route,
  wanted: Wanted,
  clock: Clock,
): void {
  const { rules } = route.state();
  const bucket = rules.sticky === null ? null : bucketIn(request, rules.sticky);
  const asked = { header: (name: string) => headerOf(request, name), bucket };
  const allocation = allocate(wanted, rules, asked, route.draws);
  route.draws = allocation.draws;
  const given = rules.sticky !== null && bucket === null ? allocation.bucket : null;
  const passage: Passage = {
    route,
    arrivedAt: clock(),
    cohort: allocation.cohort,
    raw: request.raw,
    cookie: given === null || rules.sticky === null ? null : setCookie(request.server, rules.sticky, given),
    target: wanted.kind === 'split' && allocation.side === 'canary' ? wanted.canary : wanted.stable,
    phase: 'allotted',
    patience: null,
    counted: null,
    abort: null,
  };
  request.passage = passage;
  reply.raw.once('close', () => {
    if (reply.raw.writableFinished || passage.phase === 'ended') return;
    left(passage, clock);
    passage.abort?.(new errors.RequestAbortedError('The client went away.'));
  });
}

function passageOf(request: { passage: Passage | null }): Passage {
  if (request.passage === null) throw new errors.InvalidArgumentError('a request without a passage');
  return request.passage;
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function bucketIn({ headers, server }: FastifyRequest, sticky: Sticky): number | null {
  const { cookie } = headers;
  return cookie === undefined ? null : parseBucket(server.parseCookie(cookie)[sticky.cookie]);
}

function setCookie(app: FastifyInstance, sticky: Sticky, bucket: number): string {
  return app.serializeCookie(sticky.cookie, formatBucket(bucket), {
    path: '/',
    maxAge: Math.ceil(sticky.lasts / 1000),
    httpOnly: true,
    sameSite: 'lax',
  });
}

/** The version gave no answer: its error, with 504 when it took too long and 502 otherwise. */
function fail(reply: FastifyReply, error: Error, clock: Clock): void {
  const { passage, raw } = reply.request;
  const status = 'statusCode' in error && error.statusCode === 504 ? 504 : 502;
  if (passage !== null) {
    if (raw.destroyed && !raw.complete) left(passage, clock);
    else answered(passage, status, clock);
  }
  say(
    reply,
    status,
    status === 504
      ? 'The service behind this proxy took too long to answer. Try again.'
      : 'The service behind this proxy could not be reached. Try again.',
  );
}

function say(reply: FastifyReply, status: number, sentence: string): void {
  reply.code(status).type('text/plain; charset=utf-8').send(`${sentence}\n`);
}
