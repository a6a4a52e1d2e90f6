import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A running version that remembers when each request reached it: the proof that it is left alone. */
export interface CountedVersion extends AsyncDisposable {
  readonly version: string;
  readonly port: number;
  /** Visitors' requests so far, probes left out. */
  hits(): number;
  /** When the latest of them arrived, in milliseconds since 1970; null before the first. */
  lastHit(): number | null;
  /** When a visitor sent the latest request that was accepted, as `x-sent-at` tells; null before the first. */
  lastSent(): number | null;
  /** When it answered the first request that failed since `fail` was last said; null before. */
  firstFailed(): number | null;
  /** From now on this share of the pages fails. */
  fail(share: number): void;
}

/** Answers `/` and `/checkout` with its version in `x-shop-version`, as the sample shop does; `/health` with 200. */
export async function startCounted(version: string, failing = 0): Promise<CountedVersion> {
  let share = failing;
  let count = 0;
  let last: number | null = null;
  let sent: number | null = null;
  let failedFirst: number | null = null;
  const server = createServer((request, response) => {
    response.setHeader('x-shop-version', version);
    if (request.url?.startsWith('/health')) {
      response.end('ok');
      return;
    }
    count += 1;
    last = Date.now();
    sent = Math.max(sent ?? 0, Number(request.headers['x-sent-at'] ?? 0));
    // Spread evenly, so that a share of requests is that share in every window.
    const failed = Math.floor(count * share) > Math.floor((count - 1) * share);
    if (failed) failedFirst ??= last;
    response.statusCode = failed ? 500 : 200;
    response.end(version);
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    version,
    port: (server.address() as AddressInfo).port,
    hits: () => count,
    lastHit: () => last,
    lastSent: () => sent,
    firstFailed: () => failedFirst,
    fail: (wanted) => {
      share = wanted;
      failedFirst = null;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
