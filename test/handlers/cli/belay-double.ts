import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | null;
  readonly body: unknown;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** A real HTTP server on loopback that answers as Belay would, with whatever the test says. */
export interface Double extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly seen: readonly Seen[];
  /** Path → answer; anything else is 404. */
  answers: Readonly<Record<string, Answer | 'hang up'>>;
}

export const token = 'a-token';

export async function startDouble(answers: Double['answers'], port = 0): Promise<Double> {
  const seen: Seen[] = [];
  const double = { answers };
  const server = createServer((request, response) => {
    void handle(request, response, seen, () => double.answers);
  });
  await once(server.listen(port, '127.0.0.1'), 'listening');
  const address = server.address() as AddressInfo;
  return Object.assign(double, {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      if (server.listening) await once(server.close(), 'close');
    },
  });
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  seen: Seen[],
  answers: () => Double['answers'],
): Promise<void> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  const path = request.url ?? '';
  const authorization = request.headers.authorization ?? null;
  seen.push({
    method: request.method ?? '',
    path,
    authorization,
    body: text === '' ? null : JSON.parse(text),
  });
  const known = authorization === `Bearer ${token}`;
  const answer = known
    ? (answers()[path] ?? { status: 404, body: { sentence: 'There is nothing here.' } })
    : { status: 401, body: { sentence: 'Log in first.' } };
  if (answer === 'hang up') request.socket.destroy();
  else {
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
  }
}
