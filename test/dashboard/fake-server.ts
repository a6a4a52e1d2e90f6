import type { ServerResponse } from 'node:http';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import fastify from 'fastify';
import type { Card } from '../../src/core/card/card.ts';
import type { DeliveryReport } from '../../src/core/delivery/figure.ts';
import type { Reply } from '../../src/core/reply.ts';
import { checklist, goNoGo, viewOf } from './sample-view.ts';

/** What the fake answers with; a test changes it while the page is open. */
export interface FakeWorld {
  cards: Card[];
  me: { person: string; name: string; roles: string[]; verbs: string[]; environments: string[] };
  token: string;
  signedIn: boolean;
  reply: (text: string) => Reply;
  suggestions: (text: string) => { text: string; hint: string }[];
  delivery: DeliveryReport;
  /** False makes every request fail, streams included, as a dead server does. */
  up: boolean;
}

export interface FakeServer {
  readonly url: string;
  readonly world: FakeWorld;
  /** Commands that arrived, in order. */
  readonly commands: { text: string; key: string }[];
  /** Says over the stream that these rollouts changed. */
  announce(rollouts: readonly string[]): void;
  /** Ends the open streams. */
  cut(): void;
  close(): Promise<void>;
}

export const everyVerb = ['deploy', 'status', 'promote', 'pause', 'resume', 'rollback', 'approve', 'reject'];

/** The strictest policy under which the page must work. */
const policy = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/** The console's API without Belay behind it, over the built page in `folder`, on a free loopback port. */
export async function startFakeServer(
  folder: string,
  world: Partial<FakeWorld> = {},
  port = 0,
): Promise<FakeServer> {
  const whole: FakeWorld = { ...emptyWorld, ...world };
  const commands: FakeServer['commands'] = [];
  const streams = new Set<ServerResponse>();
  const server = fastify({ forceCloseConnections: true });
  server.addHook('onRequest', async (request, reply) => {
    void reply.header('content-security-policy', policy);
    if (!whole.up) return reply.code(503).send({ sentence: 'Belay is starting.' });
    const open = !request.url.startsWith('/api/') || request.url === '/api/session';
    if (!open && !whole.signedIn) return reply.code(401).send({ sentence: 'Your session has ended.' });
  });
  await server.register(fastifyStatic, { root: folder });
  addReading(server, whole);
  addWriting(server, whole, commands);
  addStream(server, streams);
  const url = await server.listen({ host: '127.0.0.1', port });

  const pings = setInterval(() => tell(streams, 'ping', {}), 1000);
  return {
    url,
    world: whole,
    commands,
    announce: (rollouts) => tell(streams, 'changed', { revision: Date.now(), rollouts }),
    cut() {
      for (const stream of streams) stream.end();
    },
    async close() {
      clearInterval(pings);
      for (const stream of streams) stream.end();
      await server.close();
    },
  };
}

const emptyWorld: FakeWorld = {
  cards: [],
  me: {
    person: 'ana',
    name: 'Ana Sousa',
    roles: ['team-lead'],
    verbs: everyVerb,
    environments: ['production'],
  },
  token: 'let-me-in',
  signedIn: true,
  reply: (text) => ({ kind: 'done', sentence: `Did ${text}.`, rollout: null }),
  suggestions: () => [],
  delivery: { service: null, environments: [], since: 0, until: 1, figures: [], weeks: [] },
  up: true,
};

function addReading(server: FastifyInstance, world: FakeWorld): void {
  server.get('/api/me', async () => world.me);
  server.get('/api/rollouts', async () => ({ rollouts: world.cards }));
  server.get<{ Params: { id: string } }>('/api/rollouts/:id', async (request, reply) => {
    const card = world.cards.find((one) => one.rollout === request.params.id);
    if (card === undefined)
      return reply.code(404).send({ sentence: `There is no rollout ${request.params.id}.` });
    return viewOf(card, Date.now());
  });
  server.get('/api/stats', async () => world.delivery);
  server.get<{ Params: { document: string }; Querystring: { part?: string } }>(
    '/api/rollouts/:id/documents/:document',
    async ({ params, query }) =>
      params.document === 'go-no-go' && query.part === 'gate-2' ? goNoGo(Date.now()) : checklist(Date.now()),
  );
  server.get<{ Querystring: { text: string } }>('/api/complete', async (request) => ({
    suggestions: world.suggestions(request.query.text),
  }));
}

function addWriting(server: FastifyInstance, world: FakeWorld, commands: FakeServer['commands']): void {
  server.post<{ Body: { token: string } }>('/api/session', async (request, reply) => {
    if (request.body.token !== world.token) {
      return reply.code(401).send({ sentence: 'This token is not valid, or it was used before.' });
    }
    world.signedIn = true;
    return reply.code(204).send();
  });
  server.post<{ Body: { text: string; key: string } }>('/api/command', async (request) => {
    commands.push(request.body);
    return world.reply(request.body.text);
  });
}

function addStream(server: FastifyInstance, streams: Set<ServerResponse>): void {
  server.get('/api/events', (request, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    reply.raw.write('event: ping\ndata: {}\n\n');
    streams.add(reply.raw);
    request.raw.on('close', () => streams.delete(reply.raw));
  });
}

function tell(streams: ReadonlySet<ServerResponse>, event: string, data: object): void {
  for (const stream of streams) stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}
