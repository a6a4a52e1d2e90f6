import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { Faults } from './faults.ts';
import type { DiscordState } from './state.ts';
import { userView } from './views.ts';

const opcode = {
  dispatch: 0,
  heartbeat: 1,
  identify: 2,
  resume: 6,
  reconnect: 7,
  invalidSession: 9,
  hello: 10,
  heartbeatAck: 11,
} as const;

const Packet = z.object({ op: z.number(), d: z.unknown() });
const Identify = z.object({
  token: z.string(),
  intents: z.number(),
  shard: z.tuple([z.number(), z.number()]).optional(),
});
const Resume = z.object({ token: z.string(), session_id: z.string(), seq: z.number() });

interface Session {
  readonly id: string;
  readonly sent: { readonly s: number; readonly text: string }[];
  seq: number;
  socket: WebSocket | null;
}

export interface Gateway extends AsyncDisposable {
  /** How often somebody identified, and resumed. */
  readonly counts: { identified: number; resumed: number; heartbeats: number };
  /** Sessions with an open connection. */
  connected(): number;
  /** Heartbeats are no longer answered. */
  deaf: boolean;
  /** To every session; what nobody is connected for waits for the resume. */
  dispatch(type: string, data: unknown): void;
  /** Cuts every connection; sessions can be resumed. */
  drop(): void;
  /** Asks every client to come again and resume. */
  reconnect(): void;
  /** Ends every session; `resumable` as Discord says it. */
  invalidate(resumable: boolean): void;
  /** Closes every connection with one of Discord's codes. */
  close(code: number): void;
}

export interface GatewayParts {
  readonly state: DiscordState;
  readonly token: () => string | null;
  readonly faults: Faults;
  readonly base: () => string;
}

export function openGateway(server: Server, parts: GatewayParts): Gateway {
  const sockets = new WebSocketServer({ noServer: true });
  const sessions = new Map<string, Session>();
  const counts = { identified: 0, resumed: 0, heartbeats: 0 };

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (parts.faults.down || request.url?.startsWith('/gateway') !== true) {
      socket.destroy();
      return;
    }
    sockets.handleUpgrade(request, socket, head, (open) => greet(open));
  });

  function greet(socket: WebSocket): void {
    send(socket, { op: opcode.hello, d: { heartbeat_interval: 41_250 } });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      for (const session of sessions.values()) if (session.socket === socket) session.socket = null;
    });
    socket.on('message', (raw: RawData) => hear(socket, raw.toString()));
  }

  function hear(socket: WebSocket, text: string): void {
    const packet = Packet.safeParse(JSON.parse(text));
    if (!packet.success) {
      socket.close(4002);
      return;
    }
    const { op, d } = packet.data;
    if (op === opcode.heartbeat) {
      counts.heartbeats += 1;
      if (!gateway.deaf) send(socket, { op: opcode.heartbeatAck });
    } else if (op === opcode.identify) identify(socket, d);
    else if (op === opcode.resume) resume(socket, d);
  }

  function identify(socket: WebSocket, data: unknown): void {
    const said = Identify.safeParse(data);
    if (!said.success) {
      socket.close(4002);
      return;
    }
    if (said.data.token.replace(/^Bot /, '') !== parts.token()) {
      socket.close(4004, 'Authentication failed.');
      return;
    }
    counts.identified += 1;
    const session: Session = { id: parts.state.newId(), sent: [], seq: 0, socket };
    sessions.set(session.id, session);
    const { state } = parts;
    const own = [...state.guilds.values()].filter(({ members }) => members.has(state.bot.id));
    tell(session, 'READY', {
      v: 10,
      user: userView(state.bot),
      guilds: own.map(({ id }) => ({ id, unavailable: true })),
      session_id: session.id,
      session_type: 'normal',
      resume_gateway_url: `${parts.base().replace('http', 'ws')}/gateway`,
      shard: said.data.shard ?? [0, 1],
      application: { id: state.application.id, flags: 0 },
    });
  }

  function resume(socket: WebSocket, data: unknown): void {
    const said = Resume.safeParse(data);
    if (!said.success) {
      socket.close(4002);
      return;
    }
    const session = sessions.get(said.data.session_id);
    if (said.data.token.replace(/^Bot /, '') !== parts.token()) {
      socket.close(4004, 'Authentication failed.');
      return;
    }
    if (session === undefined) {
      send(socket, { op: opcode.invalidSession, d: false });
      return;
    }
    if (said.data.seq > session.seq) {
      socket.close(4007, 'Invalid seq.');
      return;
    }
    counts.resumed += 1;
    session.socket = socket;
    for (const { s, text } of session.sent) if (s > said.data.seq) socket.send(text);
    tell(session, 'RESUMED', {});
  }

  function tell(session: Session, t: string, d: unknown): void {
    session.seq += 1;
    const text = JSON.stringify({ op: opcode.dispatch, t, s: session.seq, d });
    session.sent.push({ s: session.seq, text });
    session.socket?.send(text);
  }

  const each = (run: (socket: WebSocket) => void) => {
    for (const { socket } of sessions.values()) if (socket !== null) run(socket);
  };
  const gateway: Gateway = {
    counts,
    deaf: false,
    connected: () => [...sessions.values()].filter(({ socket }) => socket !== null).length,
    dispatch: (type, data) => {
      for (const session of sessions.values()) tell(session, type, data);
    },
    drop: () => each((socket) => socket.terminate()),
    reconnect: () => each((socket) => send(socket, { op: opcode.reconnect })),
    invalidate: (resumable) => {
      each((socket) => send(socket, { op: opcode.invalidSession, d: resumable }));
      if (!resumable) sessions.clear();
    },
    close: (code) => each((socket) => socket.close(code)),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
  return gateway;
}

function send(socket: WebSocket, packet: object): void {
  socket.send(JSON.stringify({ t: null, s: null, ...packet }));
}
