import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, Faults } from './faults.ts';
import { type Answer, type Context, no, type RateLimited, text } from './method.ts';
import { auth } from './methods/auth.ts';
import { chat } from './methods/chat.ts';
import { conversations } from './methods/conversations.ts';
import { files } from './methods/files.ts';
import { usergroups } from './methods/usergroups.ts';
import { views } from './methods/views.ts';
import { readArguments, readBytes } from './read-body.ts';
import type { Rates } from './rules/rates.ts';

const methods = { ...auth, ...chat, ...conversations, ...files, ...usergroups, ...views };

export interface WebApi {
  readonly context: Omit<Context, 'rates'>;
  readonly faults: Faults;
  readonly rates: Rates;
  readonly tokens: { readonly bot: string; readonly app: string };
  /** The bot token's scopes; a test may take some away. */
  readonly scopes: readonly string[];
}

/** Answers one call of the Web API as Slack does: almost always with status 200. */
export async function answerCall(
  api: WebApi,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const args = readArguments(request.headers['content-type'] ?? '', await readBytes(request));
  api.context.state.calls.push({ method: name, at: api.context.clock(), args });
  const fault = api.faults.take(name);
  if (api.faults.slowBy > 0) await sleep(api.faults.slowBy);
  if (fault !== null && fault.kind !== 'answer-lost') {
    fail(fault, request, response);
    return;
  }
  const answer = run(api, name, tokenOf(request, args), args);
  if (fault?.kind === 'answer-lost') request.socket.destroy();
  else send(response, answer, api.scopes);
}

function run(
  { context, faults, rates, tokens, scopes }: WebApi,
  name: string,
  token: string,
  args: Readonly<Record<string, unknown>>,
): Answer | RateLimited {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (method === undefined) return no('unknown_method');
  if (token === '') return no('not_authed');
  if (token !== tokens.bot && token !== tokens.app) return no('invalid_auth');
  if (faults.tokenExpired) return no('token_expired');
  if (token !== tokens[method.token]) return no('not_allowed_token_type');
  const granted = method.token === 'app' ? ['connections:write'] : scopes;
  if (method.scopes.length > 0 && !method.scopes.some((scope) => granted.includes(scope))) {
    return { ...no('missing_scope'), needed: method.scopes.join(','), provided: granted.join(',') };
  }
  return method.run(args, { ...context, rates: faults.limited ? rates : null });
}

function tokenOf(request: IncomingMessage, args: Readonly<Record<string, unknown>>): string {
  const header = request.headers.authorization ?? '';
  return header.startsWith('Bearer ') ? header.slice('Bearer '.length) : text(args, 'token');
}

/** Makes a call go wrong. */
export function fail(fault: Fault, request: IncomingMessage, response: ServerResponse): void {
  switch (fault.kind) {
    case 'rate-limited':
      send(response, { retryAfter: fault.retryAfter }, []);
      break;
    case 'status':
      response.writeHead(fault.status).end('upstream error');
      break;
    case 'error':
      send(response, no(fault.error), []);
      break;
    default:
      request.socket.destroy();
  }
}

function send(response: ServerResponse, answer: Answer | RateLimited, scopes: readonly string[]): void {
  if ('retryAfter' in answer) {
    response.writeHead(429, { 'retry-after': String(answer.retryAfter), 'content-type': 'application/json' });
    response.end(JSON.stringify(no('ratelimited')));
    return;
  }
  response.writeHead(200, { 'content-type': 'application/json', 'x-oauth-scopes': scopes.join(',') });
  response.end(JSON.stringify(answer));
}
