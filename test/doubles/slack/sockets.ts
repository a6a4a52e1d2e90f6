import type { IncomingMessage, Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { State } from './state.ts';

const Acknowledged = z.object({ envelope_id: z.string(), payload: z.unknown().optional() });

/** The other end of Socket Mode: at most ten connections, each envelope to one of them. */
export interface Sockets {
  /** How many are connected. */
  count(): number;
  /** @returns what was acknowledged, or null when nobody answered within `patience` milliseconds */
  send(envelope: Envelope, patience: number): Promise<{ readonly payload: unknown } | null>;
  /** Breaks every connection without a word. */
  drop(): void;
  /** Asks every client to connect anew, as Slack does about once an hour. */
  refresh(): void;
  close(): void;
}

export interface Envelope {
  readonly type: 'slash_commands' | 'interactive' | 'events_api';
  readonly accepts_response_payload: boolean;
  readonly payload: unknown;
  readonly retry_attempt?: number;
  readonly retry_reason?: string;
}

const mostConnections = 10;

export function openSockets(server: Server, state: State, down: () => boolean): Sockets {
  const sockets = new WebSocketServer({ noServer: true });
  const waiting = new Map<string, (payload: unknown) => void>();
  let turn = 0;

  server.on('upgrade', (request: IncomingMessage, socket, head) => {
    if (down() || request.url?.startsWith('/link/') !== true || sockets.clients.size >= mostConnections) {
      socket.destroy();
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => greet(client));
  });

  function greet(client: WebSocket): void {
    client.on('error', () => undefined);
    client.on('message', (data) => {
      const parsed = Acknowledged.safeParse(JSON.parse(String(data)));
      if (!parsed.success) return;
      waiting.get(parsed.data.envelope_id)?.(parsed.data.payload);
    });
    client.send(
      JSON.stringify({
        type: 'hello',
        num_connections: sockets.clients.size,
        connection_info: { app_id: state.app },
        debug_info: { host: 'applink', approximate_connection_time: 18_060 },
      }),
    );
  }

  function send(envelope: Envelope, patience: number): Promise<{ payload: unknown } | null> {
    const clients = [...sockets.clients].filter((one) => one.readyState === one.OPEN);
    turn += 1;
    const client = clients[turn % Math.max(1, clients.length)];
    if (client === undefined) return Promise.resolve(null);
    const id = state.next('envelope-');
    return new Promise((resolve) => {
      const timer = setTimeout(() => done(null), patience);
      function done(answer: { payload: unknown } | null): void {
        clearTimeout(timer);
        client?.off('close', gone);
        waiting.delete(id);
        resolve(answer);
      }
      const gone = () => done(null);
      waiting.set(id, (payload) => done({ payload }));
      client.on('close', gone);
      client.send(JSON.stringify({ envelope_id: id, ...envelope }));
    });
  }

  function drop(): void {
    for (const client of sockets.clients) client.terminate();
  }

  return {
    count: () => sockets.clients.size,
    send,
    drop,
    refresh() {
      const word = JSON.stringify({ type: 'disconnect', reason: 'refresh_requested', debug_info: {} });
      for (const client of sockets.clients) client.send(word);
    },
    close() {
      drop();
      sockets.close();
    },
  };
}
