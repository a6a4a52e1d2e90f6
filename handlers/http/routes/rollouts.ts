import type { FastifyInstance } from 'fastify';
import type { Card } from '../../../src/core/card/card.ts';
import { chartSeries } from '../../../src/core/card/chart.ts';
import { timeline } from '../../../src/core/card/timeline.ts';
import type { Rollout } from '../../../src/core/rollout/state.ts';
import type { Instant } from '../../../src/core/time.ts';
import { companionsOf } from '../../../src/ledger/train-members.ts';
import type { Identify } from '../identify.ts';
import { listedDocument } from './documents.ts';
import { loadFor, type RolloutRouteParts } from './load-for.ts';

const listed = 20;

/** What the console and the terminal's monitor read. */
export function rolloutRoutes(
  server: FastifyInstance,
  parts: RolloutRouteParts,
  identify: Identify,
  prefix = '/api',
): void {
  server.get(`${prefix}/rollouts`, async (request, reply) => {
    const who = identify(request);
    if (who === null) return reply.code(401).send({ sentence: 'Log in first.' });
    const rows = await parts.store.recent({}, listed);
    const found = await Promise.all(rows.map(({ id }) => loadFor(parts, who.speaker, id)));
    const now = parts.clock();
    const unreadable = found.flatMap((one) => (typeof one === 'string' ? [one] : []));
    return {
      rollouts: await Promise.all(
        found.flatMap((one) => (one === null || typeof one === 'string' ? [] : [cardOf(parts, one, now)])),
      ),
      ...(unreadable.length === 0 ? {} : { sentence: unreadable.join(' ') }),
    };
  });

  server.get<{ Params: { id: string } }>(`${prefix}/rollouts/:id`, async (request, reply) => {
    const who = identify(request);
    if (who === null) return reply.code(401).send({ sentence: 'Log in first.' });
    const rollout = await loadFor(parts, who.speaker, request.params.id);
    if (rollout === null)
      return reply.code(404).send({ sentence: 'There is no such rollout, or you may not see it.' });
    if (typeof rollout === 'string') return reply.code(500).send({ sentence: rollout });
    const events = await parts.store.events(rollout.id);
    const kept = await parts.store.documents.of(rollout.id);
    return {
      card: await cardOf(parts, rollout, parts.clock()),
      timeline: timeline(events, parts.personName),
      series: chartSeries(events, rollout.plan),
      documents: kept.map(listedDocument),
    };
  });
}

async function cardOf(parts: RolloutRouteParts, rollout: Rollout, now: Instant): Promise<Card> {
  return parts.cards(rollout, now, await companionsOf(parts.ledger, rollout));
}
