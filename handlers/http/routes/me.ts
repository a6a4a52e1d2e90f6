import type { FastifyInstance } from 'fastify';
import type { Config } from '../../../src/config/config.ts';
import { type Access, allowedVerbs } from '../../../src/core/access/access.ts';
import type { Identify } from '../identify.ts';

export function meRoute(
  server: FastifyInstance,
  config: Config,
  access: Access,
  verbs: readonly string[],
  identify: Identify,
): void {
  server.get('/api/me', async (request, reply) => {
    const who = identify(request);
    if (who === null) return reply.code(401).send({ sentence: 'Log in first.' });
    const { speaker } = who;
    return {
      person: speaker.person,
      name: speaker.name,
      roles: speaker.roles,
      verbs: allowedVerbs(access, speaker, verbs),
      environments: config.environments.map(({ name }) => name),
    };
  });
}
