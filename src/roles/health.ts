import { once } from 'node:events';
import { createServer } from 'node:http';
import { Failure } from '../core/failure.ts';

/**
 * Says that the process is alive: its event loop answers. Not whether the servers that it needs do; a worker
 * that is ended because the database is down is one that takes no traffic back.
 * @throws Failure port-in-use
 */
export async function openHealth(port: number | null, host: string): Promise<AsyncDisposable> {
  if (port === null) return { [Symbol.asyncDispose]: async () => undefined };
  const server = createServer((_request, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}'),
  );
  try {
    await once(server.listen(port, host), 'listening');
  } catch (cause) {
    throw new Failure(
      'port-in-use',
      `Port ${port} is taken by another program, so nothing was started. Set BELAY_HEALTH_PORT to a free port.`,
      { retryable: false, cause },
    );
  }
  return {
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
