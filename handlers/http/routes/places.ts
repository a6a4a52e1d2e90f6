import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PlaceName } from '../../../src/core/ids.ts';

/** Platforms deliver here, each place at its name, and each request is signed by its platform. */
export const placesPath = '/places/';

export interface PlaceAnswer {
  readonly status: number;
  /** Sent as JSON when it is no text. */
  readonly body: string | object;
}

/** What takes the requests of one place. It verifies who sends them before it believes a word. */
export type PlaceListener = {
  readonly place: PlaceName;
  /** Bytes. */
  readonly bodyLimit: number;
} & (
  | { readonly kind: 'stream'; readonly listen: (request: IncomingMessage, response: ServerResponse) => void }
  | {
      readonly kind: 'buffered';
      readonly listen: (body: Buffer, headers: IncomingHttpHeaders) => Promise<PlaceAnswer>;
    }
);

export function placeRoutes(server: FastifyInstance, listeners: readonly PlaceListener[]): void {
  server.post(`${placesPath}*`, async (_request, reply) =>
    reply.code(404).send({ sentence: 'No place of that name takes requests here.' }),
  );
  for (const listener of listeners) {
    if (listener.kind === 'stream') streamRoute(server, listener);
    else bufferedRoute(server, listener);
  }
}

/** An SDK reads the body itself. What is too long is refused before it sees any of it. */
function streamRoute(server: FastifyInstance, { place, bodyLimit, listen }: Of<'stream'>): void {
  server.register(async (routes) => {
    routes.removeAllContentTypeParsers();
    routes.addContentTypeParser('*', (_request, _body, done) => done(null));
    routes.post(placesPath + place, {
      onRequest: async (request, reply) => refuseLength(request, reply, bodyLimit),
      handler: (request, reply) => {
        reply.hijack();
        listen(request.raw, reply.raw);
      },
    });
  });
}

function bufferedRoute(server: FastifyInstance, { place, bodyLimit, listen }: Of<'buffered'>): void {
  server.register(async (routes) => {
    routes.removeAllContentTypeParsers();
    routes.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    routes.post(placesPath + place, {
      bodyLimit,
      onRequest: async (request, reply) => refuseLength(request, reply, bodyLimit),
      handler: async (request, reply) => {
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const answer = await listen(body, request.headers);
        return reply.code(answer.status).send(answer.body);
      },
    });
  });
}

type Of<K extends PlaceListener['kind']> = Extract<PlaceListener, { kind: K }>;

/** A body without a length could be endless; every platform says it. */
async function refuseLength(request: FastifyRequest, reply: FastifyReply, limit: number) {
  const length = request.headers['content-length'];
  if (length !== undefined && /^\d+$/.test(length) && Number(length) <= limit) return;
  reply.header('connection', 'close');
  const missing = length === undefined;
  return reply.code(missing ? 411 : 413).send({
    sentence: missing
      ? 'The request does not say how long it is.'
      : 'That is more than fits into one request.',
  });
}
