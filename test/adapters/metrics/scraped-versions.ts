import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ScrapedVersions extends AsyncDisposable {
  readonly address: string;
  /** Takes the series `leaving` away, as a version does that is scaled down. */
  leave(): void;
}

/** What two versions of a service tell Prometheus: figures that stay the same, so that tests can expect them. */
export async function startScrapedVersions(): Promise<ScrapedVersions> {
  const began = Date.now();
  let leaving = true;
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(`${text((Date.now() - began) / 1000, began, leaving).join('\n')}\n`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    leave: () => {
      leaving = false;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function text(seconds: number, began: number, leaving: boolean): readonly string[] {
  const minuteAgo = Math.round(began + seconds * 1000 - 60_000);
  return [
    'memory{version="v1.0"} 0.4',
    'memory{version="v1x0"} 0.9',
    'memory{version="v2"} 0.5',
    'pods{version="v1.0",pod="a"} 1',
    'pods{version="v2",pod="a"} 1',
    'pods{version="v2",pod="b"} 1',
    'pods{version="v2",pod="c"} 1',
    'broken{version="v1.0"} NaN',
    'broken{version="v2"} +Inf',
    'p95{version="v1.0",service="api",environment="production"} -1',
    'p95{version="v2",service="api",environment="production"} 120',
    `hits_total{version="v1.0"} ${Math.floor(seconds * 1000)}`,
    `hits_total{version="v2"} ${Math.floor(seconds * 100)}`,
    `failures_total{version="v2"} ${Math.floor(seconds * 10)}`,
    `late_total{version="v2"} ${Math.floor(seconds * 10)} ${minuteAgo}`,
    `late{version="v2"} 0.7 ${minuteAgo}`,
    ...(leaving ? ['leaving{version="v2"} 0.3'] : []),
  ];
}
