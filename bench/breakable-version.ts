import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A version that fails from the moment it is told to, and knows when it failed first and was asked last. */
export interface BreakableVersion extends AsyncDisposable {
  readonly url: string;
  /** From now on every request fails. */
  break(): void;
  /** As new: nothing failed, nothing accepted. */
  repair(): void;
  /** When the first failing answer was sent, in milliseconds since 1970; null before. */
  firstFailedAt(): number | null;
  /** When the last request arrived; null when none has. */
  lastAcceptedAt(): number | null;
}

export async function startBreakable(version: string): Promise<BreakableVersion> {
  let broken = false;
  let failed: number | null = null;
  let accepted: number | null = null;
  const server = createServer((_request, response) => {
    accepted = Date.now();
    response.setHeader('x-shop-version', version);
    response.statusCode = broken ? 500 : 200;
    response.end('.');
    if (broken) failed ??= Date.now();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    break: () => {
      broken = true;
    },
    repair: () => {
      broken = false;
      failed = null;
      accepted = null;
    },
    firstFailedAt: () => failed,
    lastAcceptedAt: () => accepted,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
