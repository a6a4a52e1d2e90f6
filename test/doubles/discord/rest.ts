import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ApiError, apiError } from './api-error.ts';
import type { Fault, Faults } from './faults.ts';
import type { createRateLimit } from './rate-limit.ts';
import { type Body, readBody } from './read-body.ts';
import { matchPath, type Result, type Route } from './route.ts';
import { channelRoutes } from './routes/channels.ts';
import { commandRoutes } from './routes/commands.ts';
import { gatewayRoutes } from './routes/gateway.ts';
import { interactionRoutes } from './routes/interactions.ts';
import { meRoutes } from './routes/me.ts';
import { messageRoutes } from './routes/messages.ts';
import type { DiscordState, Interaction } from './state.ts';

const routes: readonly Route[] = [
  ...gatewayRoutes,
  ...meRoutes,
  ...channelRoutes,
  ...messageRoutes,
  ...commandRoutes,
  ...interactionRoutes,
];

/** A request as it came, with how it was answered. */
export interface Request {
  readonly method: string;
  /** Below `/api/v10`. */
  readonly path: string;
  readonly json: unknown;
  readonly files: readonly string[];
  readonly at: number;
  status: number;
}

export interface RestParts {
  readonly state: DiscordState;
  /** What the bot must send; null when it was withdrawn. */
  readonly token: () => string | null;
  readonly faults: Faults;
  readonly rateLimit: ReturnType<typeof createRateLimit>;
  readonly banAfter: number;
  readonly requests: Request[];
  readonly base: () => string;
  readonly answered: (interaction: Interaction, taken: boolean) => void;
}

/** `/api/v10/…` */
export function createRest(parts: RestParts) {
  const invalid: number[] = [];

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', parts.base());
    const [, path = ''] = /^\/api\/v10(\/.*)$/.exec(url.pathname) ?? [];
    const body = await readBody(request);
    const record: Request = {
      method: request.method ?? 'GET',
      path,
      json: body?.json,
      files: body?.files.map(({ filename }) => filename) ?? [],
      at: parts.state.clock(),
      status: 0,
    };
    parts.requests.push(record);
    const fault = parts.faults.take(record.method, path);
    if (fault?.kind === 'slow') await sleep(fault.millis);
    if (parts.faults.down || fault?.kind === 'cut') {
      request.socket.destroy();
      return;
    }
    if (invalid.filter((at) => at > record.at - 600_000).length >= parts.banAfter) {
      ban(response);
      return;
    }
    const { authorization } = request.headers;
    const { status, json, headers } = respond(parts, { record, url, body, fault, authorization });
    record.status = status;
    if ([401, 403, 429].includes(status) && headers['x-ratelimit-scope'] !== 'shared')
      invalid.push(record.at);
    if (fault?.kind === 'cut-after') request.socket.destroy();
    const type = json === undefined ? {} : { 'content-type': 'application/json' };
    response.writeHead(status, { ...type, ...headers });
    response.end(json === undefined ? undefined : JSON.stringify(json));
  };
}

interface Asked {
  readonly record: Request;
  readonly url: URL;
  readonly body: Body | null;
  readonly fault: Fault['how'] | null;
  readonly authorization: string | undefined;
}

interface Answer {
  readonly status: number;
  readonly json: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

function respond(parts: RestParts, { record, url, body, fault, authorization }: Asked): Answer {
  const { method, path } = record;
  if (fault?.kind === 'status') {
    return { status: fault.status, json: { message: `${fault.status}: Server Error`, code: 0 }, headers: {} };
  }
  if (fault?.kind === 'rate-limit') return limited(fault.retryAfter, fault.scope, {});
  const rate = parts.rateLimit(method, path);
  if (rate.wait !== null)
    return limited(rate.wait.seconds, rate.wait.global ? 'global' : 'user', rate.headers);
  const matches = routes.flatMap((route) => {
    const params = matchPath(route.path, path);
    return params === null ? [] : [{ route, params }];
  });
  const found = matches.find(({ route }) => route.method === method);
  if (found === undefined) {
    return refused(
      matches.length > 0 ? apiError(405, 0, '405: Method Not Allowed') : apiError(404, 0, '404: Not Found'),
    );
  }
  const token = parts.token();
  if (found.route.auth === 'bot' && (token === null || authorization !== `Bot ${token}`)) {
    return refused(apiError(401, 0, '401: Unauthorized'), rate.headers);
  }
  if (body === null) return refused(apiError(400, 50109, 'The request body contains invalid JSON.'));
  const { state, answered } = parts;
  const call = {
    state,
    params: found.params,
    query: url.searchParams,
    ...body,
    base: parts.base(),
    answered,
  };
  const result: Result | ApiError = found.route.run(call);
  if (result.kind === 'error') return refused(result, rate.headers);
  return { status: result.status, json: result.body, headers: rate.headers };
}

function limited(seconds: number, scope: 'user' | 'global' | 'shared', headers: Answer['headers']): Answer {
  return {
    status: 429,
    json: { message: 'You are being rate limited.', retry_after: seconds, global: scope === 'global' },
    headers: {
      ...headers,
      'retry-after': String(Math.ceil(seconds)),
      'x-ratelimit-scope': scope,
      'x-ratelimit-reset-after': seconds.toFixed(3),
      via: '1.1 google',
      ...(scope === 'global' ? { 'x-ratelimit-global': 'true' } : {}),
    },
  };
}

function refused(error: ApiError, headers: Answer['headers'] = {}): Answer {
  const { status, code, message, errors } = error;
  return { status, json: { message, code, ...(errors === undefined ? {} : { errors }) }, headers };
}

/** Not Discord answers but what stands before it: no JSON, no `via`. */
function ban(response: ServerResponse): void {
  response.writeHead(429, { 'content-type': 'text/html', 'retry-after': '3600' });
  response.end('<html>error code: 1015</html>');
}
