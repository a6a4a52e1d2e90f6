import type { FastifyInstance } from 'fastify';
import { placesPath } from './routes/places.ts';
import { signalsPath } from './routes/signals.ts';

const policy = [
  "default-src 'self'",
  "img-src 'self' data:",
  "style-src 'self' 'unsafe-inline'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ');

/**
 * Headers for every answer, and refusal of requests that another site's page or a rebound name would send.
 * Machines may come under any name (a service of the cluster, an address): what they tell is signed or carries a
 * token, which a page in somebody's browser does not know and no cookie adds, so a rebound name gains nothing there.
 */
export function guard(
  server: FastifyInstance,
  hosts: ReadonlySet<string>,
  isApi: (url: string) => boolean,
): void {
  server.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    const { url = '' } = request.routeOptions;
    const told = [signalsPath, placesPath].some((path) => url.startsWith(path));
    const machine = told || (request.headers.authorization !== undefined && isApi(url));
    if (!machine && !hosts.has(request.host)) {
      return reply.code(421).send({ sentence: `This console answers as ${[...hosts].join(', ')} only.` });
    }
    const { origin } = request.headers;
    if (request.method !== 'GET' && origin !== undefined && !hosts.has(hostOf(origin))) {
      return reply
        .code(403)
        .send({ sentence: 'That request came from a page of another site, so it was refused.' });
    }
  });
}

function hostOf(origin: string): string {
  return URL.parse(origin)?.host ?? '';
}
