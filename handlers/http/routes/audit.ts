import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type Access, refuseAccess } from '../../../src/core/access/access.ts';
import { verifyLog } from '../../../src/ledger/verify-log.ts';
import type { AuditLog } from '../../../src/ports/store.ts';
import type { Identify } from '../identify.ts';

/** `position:hash`, as an earlier verification printed it. */
const Checkpoint = z.string().regex(/^\d{1,15}:[0-9a-f]{64}$/);

const Query = z.object({ checkpoint: z.union([Checkpoint, z.array(Checkpoint).max(10)]).default([]) });

export function auditRoute(server: FastifyInstance, log: AuditLog, access: Access, identify: Identify): void {
  server.get('/api/audit/verify', async (request, reply) => {
    const who = identify(request);
    if (who === null) return reply.code(401).send({ sentence: 'Log in first.' });
    const denied = refuseAccess(access, who.speaker, 'audit', null);
    if (denied !== null) return reply.code(403).send(denied);
    const query = Query.safeParse(request.query);
    if (!query.success)
      return reply
        .code(400)
        .send({ sentence: 'A checkpoint is written POSITION:HASH, as the last verification printed it.' });
    const known = [query.data.checkpoint].flat().map((text) => {
      const [position, hash = ''] = text.split(':');
      return { position: Number(position), hash };
    });
    return verifyLog(log, known);
  });
}
