import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { type Asked, askedOf } from './asked.ts';
import { admit, type PlatformError } from './platform.ts';

/**
 * A FAKE of a language model's service on this machine: it understands nothing and drafts by a rule.
 * It stands in where there is no key, and it is strict where the real service is.
 */
export interface FakeModel extends AsyncDisposable {
  readonly url: string;
  /** Drafts that were asked for, the oldest first; tokens that were counted are not among them. */
  readonly asked: readonly Asked[];
}

export type FakeReply =
  | {
      readonly kind: 'message';
      readonly text: string;
      readonly stopReason?: string;
      readonly served?: string;
      readonly requestId?: string;
    }
  | { readonly kind: 'error'; readonly error: PlatformError; readonly headers?: Record<string, string> }
  /** Writes the answer itself, or does not. */
  | { readonly kind: 'raw'; readonly write: (response: ServerResponse) => void };

export interface FakeModelParts {
  readonly key: string;
  readonly models: readonly string[];
  readonly reply: (asked: Asked) => FakeReply;
  /** 0 takes any free port. */
  readonly port?: number;
}

const version = '2026-10-21';
/** About what English and JSON have. */
const bytesOfToken = 4;

export async function openFakeModel(parts: FakeModelParts): Promise<FakeModel> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    answer(parts, asked, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(parts.port ?? 0, '127.0.0.1', resolve));
  const address = z.object({ port: z.number() }).parse(server.address());
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(
  parts: FakeModelParts,
  asked: Asked[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://fake');
  const refused = refusedHeaders(parts, request);
  if (refused !== null) return sendError(response, refused);
  if (request.method === 'GET' && pathname.startsWith('/v1/models/')) {
    return sendModel(parts, response, pathname.slice('/v1/models/'.length));
  }
  const counted = pathname === '/v1/messages/count_tokens';
  if (request.method !== 'POST' || (!counted && pathname !== '/v1/messages')) {
    return sendError(response, { status: 404, type: 'not_found_error', message: pathname });
  }
  const body = await bodyOf(request);
  const admitted = admit(body, parts.models, counted);
  if (admitted.kind === 'error') return sendError(response, admitted.error);
  const one = askedOf(admitted.request, parts.key);
  const inputTokens = Math.ceil(Buffer.byteLength(JSON.stringify(body)) / bytesOfToken);
  if (counted) return send(response, 200, { input_tokens: inputTokens });
  asked.push(one);
  const reply = parts.reply(one);
  if (reply.kind === 'raw') return reply.write(response);
  if (reply.kind === 'error') return sendError(response, reply.error, reply.headers);
  send(response, 200, messageOf(reply, one, inputTokens), requestId(reply.requestId));
}

function refusedHeaders({ key }: FakeModelParts, { headers }: IncomingMessage): PlatformError | null {
  if (headers.authorization !== `Bearer ${key}`) {
    return { status: 401, type: 'authentication_error', message: `invalid key ${headers.authorization}` };
  }
  if (headers['anthropic-version'] === version) return null;
  return { status: 400, type: 'invalid_request_error', message: 'anthropic-version' };
}

function sendModel({ models }: FakeModelParts, response: ServerResponse, id: string): void {
  if (!models.includes(id)) {
    sendError(response, { status: 404, type: 'not_found_error', message: id });
    return;
  }
  const nothing = { deprecated_at: null, retires_at: null, line: null, capabilities: null };
  const sizes = { max_tokens: 64_000, max_input_tokens: 200_000 };
  const created_at = '2026-01-01T00:00:00Z';
  const lifecycle = id.includes('deprecated') ? 'deprecated' : 'active';
  send(response, 200, { type: 'model', id, display_name: id, lifecycle, created_at, ...sizes, ...nothing });
}

export function messageOf(
  { text, stopReason, served }: Extract<FakeReply, { kind: 'message' }>,
  { request }: Asked,
  inputTokens: number,
): object {
  return {
    id: 'msg_fake',
    type: 'message',
    role: 'assistant',
    model: served ?? request.model,
    content: [{ type: 'text', text }],
    stop_reason: stopReason ?? 'end_turn',
    stop_sequence: null,
    usage: {
      input_tokens: inputTokens,
      output_tokens: Math.ceil(text.length / bytesOfToken),
      cache_read_input_tokens: 0,
      cache_creation_input_tokens: 0,
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

function sendError(
  response: ServerResponse,
  { status, type, message }: PlatformError,
  headers: Record<string, string> = {},
): void {
  send(response, status, { type: 'error', error: { type, message } }, { ...requestId(), ...headers });
}

function requestId(id = 'req_fake'): Record<string, string> {
  return { 'request-id': id };
}

function send(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
