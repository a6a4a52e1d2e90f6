import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type Config, versionsOf } from '../../../src/config/config.ts';
import { complete } from '../../../src/core/command/complete.ts';
import type { CommandSpec } from '../../../src/core/command/spec.ts';
import type { RolloutIndex } from '../../../src/ports/store.ts';
import type { Identify } from '../identify.ts';

const Query = z.object({ text: z.string().max(2000) });

export function completeRoute(
  server: FastifyInstance,
  config: Config,
  specs: readonly CommandSpec[],
  index: Pick<RolloutIndex, 'recent'>,
  identify: Identify,
): void {
  server.get('/api/complete', async (request, reply) => {
    if (identify(request) === null) return reply.code(401).send({ sentence: 'Log in first.' });
    const query = Query.safeParse(request.query);
    if (!query.success) return { suggestions: [] };
    const open = (await index.recent({}, 20)).filter((row) => row.open).map(({ id }) => id);
    const suggestions = complete(query.data.text, specs, {
      services: config.services,
      versions: (service) => versionsEverywhere(config, service),
      environments: config.environments.map(({ name }) => name),
      rollouts: open,
    });
    return { suggestions };
  });
}

function versionsEverywhere(config: Config, service: string): readonly string[] {
  const slots = config.slots.filter((slot) => slot.service === service);
  return [...new Set(slots.flatMap((slot) => versionsOf(config, slot)))].toReversed();
}
