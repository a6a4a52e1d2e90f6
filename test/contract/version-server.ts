import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { Target } from '../../src/core/rollout/plan.ts';

/** One running version, a real HTTP server that remembers what reached it. */
export interface VersionServer extends AsyncDisposable {
  readonly target: Target;
  /** The `x-mark` header of every request that arrived, empty when it had none; oldest first. */
  readonly marks: string[];
  forget(): void;
}

/**
 * Answers with its version in `x-version`. `/status/503` answers so, `/slow/120` after 120 ms, `/hang` never,
 * `/echo` sends the body back with its SHA-256, `/break` breaks off in the middle, `/cookie` sets two cookies,
 * `/session-cookie` one of its own and, in three spellings, the console's.
 */
export async function startVersion(version: string): Promise<VersionServer> {
  const marks: string[] = [];
  const server = createServer((request, response) => {
    marks.push(String(request.headers['x-mark'] ?? ''));
    response.setHeader('x-version', version);
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    target: Target.parse({ version, url: `http://127.0.0.1:${port}` }),
    marks,
    forget: () => marks.splice(0),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, kind, value] = (request.url ?? '/').split('?')[0]?.split('/') ?? [];
  if (kind === 'hang') return;
  if (kind === 'slow') await wait(Number(value));
  if (kind === 'status') response.statusCode = Number(value);
  if (kind === 'cookie') response.setHeader('set-cookie', ['a=1', 'b=2']);
  if (kind === 'session-cookie') {
    const forged = ['belay-session=x; Path=/', ' belay-session =x', '=belay-session=x'];
    response.setHeader('set-cookie', ['a=1', ...forged]);
  }
  if (kind === 'headers') {
    response.end(JSON.stringify({ ...request.headers, url: request.url }));
    return;
  }
  if (kind === 'break') {
    response.write('half');
    setTimeout(() => response.destroy(), 10);
    return;
  }
  if (kind === 'echo') {
    const chunks = await Array.fromAsync(request as AsyncIterable<Buffer>);
    const body = Buffer.concat(chunks);
    response.setHeader('x-sha256', createHash('sha256').update(body).digest('hex'));
    response.end(body);
    return;
  }
  response.end('ok');
}
