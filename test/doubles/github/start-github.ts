import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { type Caller, identifyCaller } from './app-auth.ts';
import { type AppKey, appKey } from './app-key.ts';
import { createFailures, type FailureMode, type Failures } from './failures.ts';
import { badCredentials, GithubError, notFound } from './github-error.ts';
import { createHook, type Hook } from './hook.ts';
import { permitted } from './permissions.ts';
import { appRoutes } from './routes/app.ts';
import { checkRunRoutes } from './routes/check-runs.ts';
import { commentRoutes } from './routes/comments.ts';
import { compareRoutes } from './routes/compare.ts';
import { contentRoutes } from './routes/contents.ts';
import { deliveryRoutes } from './routes/deliveries.ts';
import { deploymentRoutes } from './routes/deployments.ts';
import { gitRoutes } from './routes/git.ts';
import { issueRoutes } from './routes/issues.ts';
import { protectionRoutes } from './routes/protection.ts';
import { pullRoutes } from './routes/pulls.ts';
import { repositoryRoutes } from './routes/repositories.ts';
import { teamRoutes } from './routes/teams.ts';
import type { Routing } from './routing.ts';
import { createSecondaryLimits, type SecondaryLimits, tooMuch } from './secondary-limits.ts';
import { createState, type GithubState } from './state.ts';

/** A GitHub on loopback that official clients talk to unmodified (`baseUrl: url`), with what it remembers. */
export interface GithubDouble extends AsyncDisposable {
  readonly url: string;
  readonly key: AppKey;
  readonly state: GithubState;
  readonly failures: Failures;
  readonly limits: SecondaryLimits;
  /** What it sends to the app. */
  readonly hook: Hook;
  /** Tokens given out so far are worth nothing any more. */
  expireTokens(): void;
  /** Nobody listens any more; `up` brings it back on the same address. */
  down(): Promise<void>;
  up(): Promise<void>;
}

export interface GithubOptions {
  /** Unix milliseconds; the machine's clock unless given, which is the one clients sign by. */
  readonly clock?: () => number;
}

export async function startGithub({ clock = Date.now }: GithubOptions = {}): Promise<GithubDouble> {
  const parts: Parts = {
    state: createState(clock),
    key: appKey(),
    failures: createFailures(),
    limits: createSecondaryLimits(clock),
    address: { url: '' },
    callers: new WeakMap(),
  };
  const hook = createHook(parts.state);
  let server = await listen(parts, hook, 0);
  const { port } = server.server.address() as AddressInfo;
  parts.address.url = `http://127.0.0.1:${port}`;
  let up = true;

  const down = async () => {
    if (!up) return;
    up = false;
    server.server.closeAllConnections();
    await server.close();
  };
  return {
    url: parts.address.url,
    key: parts.key,
    state: parts.state,
    failures: parts.failures,
    limits: parts.limits,
    hook,
    expireTokens() {
      for (const token of parts.state.tokens.values()) token.expiresAt = 0;
    },
    down,
    async up() {
      server = await listen(parts, hook, port);
      up = true;
    },
    [Symbol.asyncDispose]: down,
  };
}

interface Parts {
  readonly state: GithubState;
  readonly key: AppKey;
  readonly failures: Failures;
  readonly limits: SecondaryLimits;
  readonly address: { url: string };
  readonly callers: WeakMap<FastifyRequest, Caller>;
}

async function listen(parts: Parts, hook: Hook, port: number): Promise<FastifyInstance> {
  const server = fastify({ forceCloseConnections: true, bodyLimit: 4 * 1024 * 1024 });
  guard(server, parts);
  const routing = routingOf(parts);
  appRoutes(server, routing);
  deliveryRoutes(server, routing, hook);
  const ofRepositories = [
    repositoryRoutes,
    pullRoutes,
    commentRoutes,
    issueRoutes,
    deploymentRoutes,
    checkRunRoutes,
    gitRoutes,
    compareRoutes,
    contentRoutes,
    protectionRoutes,
    teamRoutes,
  ];
  for (const routes of ofRepositories) routes(server, routing);
  await server.listen({ host: '127.0.0.1', port });
  return server;
}

function routingOf({ state, address, callers }: Parts): Routing {
  const callerOf = (request: FastifyRequest): Caller => callers.get(request) ?? { kind: 'nobody' };
  return {
    state,
    url: () => address.url,
    callerOf,
    allow: (request, ...needed) => permitted(state, request, callerOf(request), needed),
    onlyApp(request) {
      if (callerOf(request).kind !== 'app') throw badCredentials();
    },
  };
}

/** What happens to each request before its route: it is noted, may fail, must say who it is, and counts. */
function guard(server: FastifyInstance, { state, key, failures, limits, callers }: Parts): void {
  const afterwards = new WeakMap<FastifyRequest, FailureMode>();
  server.addHook('onRequest', async (request) => {
    const path = request.url.split('?')[0] ?? '';
    const entry = { method: request.method, path, status: 0 };
    state.requests.push(entry);
    const mode = failures.meet(request.method, path);
    if (mode?.afterwards === true) afterwards.set(request, mode);
    else if (mode !== null) await fail(mode, request);
    callers.set(request, identifyCaller(request.headers.authorization, state, key.publicKey));
    limits.count(request.method, path);
  });
  server.addHook('onSend', async (request, _reply, payload) => {
    const mode = afterwards.get(request);
    if (mode === undefined) return payload;
    afterwards.delete(request);
    await fail(mode, request);
    return payload;
  });
  server.addHook('onResponse', async (request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    const entry = state.requests.findLast(
      (one) => one.path === path && one.method === request.method && one.status === 0,
    );
    if (entry !== undefined) entry.status = reply.statusCode;
  });
  server.setNotFoundHandler(() => {
    throw notFound();
  });
  server.setErrorHandler((error, _request, reply) => {
    const known = error instanceof GithubError ? error : new GithubError(500, String(error));
    const { status, message, errors, headers } = known;
    return reply
      .code(status)
      .headers(headers)
      .send({ message, errors, documentation_url: 'https://docs.github.com/rest' });
  });
}

async function fail(mode: FailureMode, request: FastifyRequest): Promise<void> {
  switch (mode.kind) {
    case 'slow':
      await mode.until;
      return;
    case 'dropped':
      request.raw.socket.destroy();
      await new Promise(() => undefined);
      return;
    case 'server-error':
      throw new GithubError(mode.status ?? 502, 'Server Error');
    case 'secondary-limit':
      throw tooMuch(mode.retryAfter ?? 60, mode.status);
    case 'rate-limit': {
      const reset = Math.ceil(Date.now() / 1000) + (mode.retryAfter ?? 60);
      throw new GithubError(mode.status ?? 403, 'API rate limit exceeded for installation.', {
        headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) },
      });
    }
  }
}
