import type { FastifyInstance } from 'fastify';
import type { Changes } from '../changes.ts';
import type { Identify } from '../identify.ts';

const pingEvery = 5000;
const openPages = 200;

/** Server-sent events: which rollouts changed. The page then reads them again; a lost event costs nothing. */
export function eventsRoute(server: FastifyInstance, changes: Changes, identify: Identify): void {
  let open = 0;
  server.get('/api/events', async (request, reply) => {
    if (identify(request) === null) return reply.code(401).send({ sentence: 'Log in first.' });
    if (open >= openPages) return reply.code(503).send({ sentence: 'Too many pages are open; close some.' });
    open += 1;
    reply.hijack();
    const { raw } = reply;
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) raw.setHeader(name, value);
    }
    raw.writeHead(200, { 'content-type': 'text/event-stream', connection: 'keep-alive' });
    const send = (event: string, data: unknown) =>
      raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    send('ping', {});
    const timer = setInterval(() => send('ping', {}), pingEvery);
    const unsubscribe = changes.subscribe((change) => send('changed', change));
    raw.on('close', () => {
      open -= 1;
      clearInterval(timer);
      unsubscribe();
    });
    return reply;
  });
}
