import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Exposition extends AsyncDisposable {
  readonly address: string;
  /** What is told from now on; null fails. */
  tell(text: string | Buffer | null): void;
}

/** Something that Prometheus scrapes and a test changes. */
export async function startExposition(type: string, first: string | Buffer): Promise<Exposition> {
  let told: string | Buffer | null = first;
  const server = createServer((_, response) => {
    if (told === null) response.writeHead(503).end();
    else response.setHeader('content-type', type).end(told);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    tell: (next) => {
      told = next;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
