import type { FastifyInstance } from 'fastify';
import type { Access, Speaker } from '../../../src/core/access/access.ts';
import { refuseAccess } from '../../../src/core/access/access.ts';
import { chartSeries } from '../../../src/core/card/chart.ts';
import { timeline } from '../../../src/core/card/timeline.ts';
import { DocumentKind } from '../../../src/core/documents/kinds.ts';
import { type EnvironmentName, type PersonId, RolloutId } from '../../../src/core/ids.ts';
import type { Instant } from '../../../src/core/time.ts';
import type { Cards } from '../../../src/ledger/cards.ts';
import type { Ledger } from '../../../src/ledger/ledger.ts';
import { loadReadable, unreadableSentence } from '../../../src/ledger/load-readable.ts';
import type { Store } from '../../../src/ports/store.ts';
import type { Identify } from '../identify.ts';

export interface RolloutRouteParts {
  readonly access: Access;
  readonly ledger: Pick<Ledger, 'load'>;
  readonly store: Pick<Store, 'find' | 'recent' | 'events' | 'documents'>;
  readonly cards: Cards;
  readonly personName: (id: PersonId) => string;
  readonly clock: () => Instant;
}

const listed = 20;

/** What the console and the terminal's monitor read. */
export function rolloutRoutes(server: FastifyInstance, parts: RolloutRouteParts, identify: Identify): void {
  server.get('/api/rollouts', async (request, reply) => {
    const who = identify(request);
    if (who === null) return reply.code(401).send({ sentence: 'Log in first.' });
    const rows = await parts.store.recent({}, listed);
    const found = await Promise.all(rows.map(({ id }) => load(parts, who.speaker, id)));
    const now = parts.clock();
    const unreadable = found.flatMap((one) => (typeof one === 'string' ? [one] : []));
    return {
      rollouts: found.flatMap((one) =>
        one === null || typeof one === 'string' ? [] : [parts.cards(one, now)],
      ),
      ...(unreadable.length === 0 ? {} : { sentence: unreadable.join(' ') }),
    };
  });

  server.get<{ Params: { id: string } }>('/api/rollouts/:id', async (request, reply) => {
    const who = identify(request);
    if (who === null) return reply.code(401).send({ sentence: 'Log in first.' });
    const rollout = await load(parts, who.speaker, request.params.id);
    if (rollout === null)
      return reply.code(404).send({ sentence: 'There is no such rollout, or you may not see it.' });
    if (typeof rollout === 'string') return reply.code(500).send({ sentence: rollout });
    const events = await parts.store.events(rollout.id);
    const kept = await parts.store.documents.of(rollout.id);
    return {
      card: parts.cards(rollout, parts.clock()),
      timeline: timeline(events, parts.personName),
      series: chartSeries(events, rollout.plan),
      documents: kept.map(({ document, part, tree, at }) => ({ document, part, title: tree.title, at })),
    };
  });

  server.get<{ Params: { id: string; document: string }; Querystring: { part?: string } }>(
    '/api/rollouts/:id/documents/:document',
    async (request, reply) => {
      const who = identify(request);
      if (who === null) return reply.code(401).send({ sentence: 'Log in first.' });
      const rollout = await load(parts, who.speaker, request.params.id);
      if (typeof rollout === 'string') return reply.code(500).send({ sentence: rollout });
      const kind = DocumentKind.safeParse(request.params.document).data;
      const part = String(request.query.part ?? '');
      const found =
        rollout === null || kind === undefined
          ? null
          : await parts.store.documents.get({ rollout: rollout.id, document: kind, part });
      return found?.tree ?? reply.code(404).send({ sentence: 'There is no such document (yet).' });
    },
  );
}

/** @returns a sentence for a rollout that cannot be read; null when there is none, or none that the speaker may see */
async function load(parts: RolloutRouteParts, speaker: Speaker, typed: string) {
  const id = RolloutId.safeParse(typed);
  if (!id.success) return null;
  const maySee = (environment: EnvironmentName) =>
    refuseAccess(parts.access, speaker, 'status', environment) === null;
  const rollout = await loadReadable(parts.ledger, id.data);
  if (rollout === 'unreadable') {
    // Its plan cannot be read either; the table says where it is.
    const row = await parts.store.find(id.data);
    return row !== null && maySee(row.environment) ? unreadableSentence(id.data) : null;
  }
  return rollout !== null && maySee(rollout.plan.environment) ? rollout : null;
}
