import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { refuseAccess } from '../../../src/core/access/access.ts';
import type { Identify } from '../identify.ts';
import { loadFor, type RolloutRouteParts } from '../routes/load-for.ts';

const Query = z.object({ after: z.coerce.number().int().nonnegative().max(1e9).default(0) });

/** Events of one rollout as the log has them, oldest first; `?after=` goes on after the last one seen. */
export function eventListRoute(
  server: FastifyInstance,
  parts: RolloutRouteParts,
  identify: Identify,
  prefix: string,
): void {
  server.get<{ Params: { id: string } }>(`${prefix}/rollouts/:id/events`, async (request, reply) => {
    const who = identify(request);
    if (who === null) return reply.code(401).send({ sentence: 'Log in first.' });
    const rollout = await loadFor(parts, who.speaker, request.params.id);
    if (rollout === null)
      return reply.code(404).send({ sentence: 'There is no such rollout, or you may not see it.' });
    if (typeof rollout === 'string') return reply.code(500).send({ sentence: rollout });
    const { environment, service } = rollout.plan;
    const denied = refuseAccess(parts.access, who.speaker, 'audit', environment, service);
    if (denied !== null) return reply.code(403).send({ ...denied, rollout: null });
    const after = Query.safeParse(request.query).data?.after;
    if (after === undefined) return reply.code(422).send({ sentence: '`after` is the number of an event.' });
    return { events: await parts.store.events(rollout.id, after) };
  });
}
