import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type DeliveryParts, readDelivery } from '../../../commands/read-delivery.ts';
import type { Instant } from '../../../src/core/time.ts';
import type { Identify } from '../identify.ts';

const Query = z.object({
  service: z.string().max(100).optional(),
  environment: z.string().max(100).optional(),
  days: z.coerce.number().int().min(1).max(3660).default(30),
});

export interface StatsRouteParts extends DeliveryParts {
  readonly clock: () => Instant;
}

/** The delivery figures for the console. */
export function statsRoute(server: FastifyInstance, parts: StatsRouteParts, identify: Identify): void {
  server.get('/api/stats', async (request, reply) => {
    const who = identify(request);
    if (who === null) return reply.code(401).send({ sentence: 'Log in first.' });
    const query = Query.safeParse(request.query);
    if (!query.success)
      return reply.code(400).send({ sentence: 'Say `days` as a whole number from 1 to 3660.' });
    const { service, environment, days } = query.data;
    const span = days * 86_400_000;
    const report = await readDelivery(parts, who.speaker, { service, environment, span, now: parts.clock() });
    if (!('kind' in report)) return report;
    return reply.code(report.code === 'not-allowed' ? 403 : 400).send(report);
  });
}
