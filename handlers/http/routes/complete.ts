import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type Config, versionsOf } from '../../../src/config/config.ts';
import type { Access } from '../../../src/core/access/access.ts';
import { complete, itemsAsked } from '../../../src/core/command/complete.ts';
import type { CommandSpec } from '../../../src/core/command/spec.ts';
import { findOpenItems } from '../../../src/ledger/find-open-items.ts';
import type { Ledger } from '../../../src/ledger/ledger.ts';
import type { RolloutIndex } from '../../../src/ports/store.ts';
import type { Identify } from '../identify.ts';

const Query = z.object({ text: z.string().max(2000) });

export interface CompleteParts {
  readonly config: Config;
  readonly access: Access;
  readonly store: Pick<RolloutIndex, 'recent'>;
  readonly ledger: Pick<Ledger, 'load'>;
}

export function completeRoute(
  server: FastifyInstance,
  specs: readonly CommandSpec[],
  { config, access, store, ledger }: CompleteParts,
  identify: Identify,
): void {
  server.get('/api/complete', async (request, reply) => {
    const who = identify(request);
    if (who === null) return reply.code(401).send({ sentence: 'Log in first.' });
    const query = Query.safeParse(request.query);
    if (!query.success) return { suggestions: [] };
    const { text } = query.data;
    const open = (await store.recent({}, 20)).filter((row) => row.open).map(({ id }) => id);
    const kind = itemsAsked(text, specs);
    const items =
      kind === null ? [] : await findOpenItems({ access, ledger, index: store }, kind, who.speaker);
    const suggestions = complete(text, specs, {
      services: config.services,
      versions: (service) => versionsEverywhere(config, service),
      environments: config.environments.map(({ name }) => name),
      rollouts: open,
      items,
    });
    return { suggestions };
  });
}

function versionsEverywhere(config: Config, service: string): readonly string[] {
  const slots = config.slots.filter((slot) => slot.service === service);
  return [...new Set(slots.flatMap((slot) => versionsOf(config, slot)))].toReversed();
}
