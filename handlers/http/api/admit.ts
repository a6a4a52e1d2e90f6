import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Refusal } from '../../../src/core/refusal.ts';
import type { Authenticate, Caller } from './authenticate.ts';
import type { Counters } from './limits.ts';

/** Who was let in, for the handlers of the same scope. */
export interface Admitted {
  callerOf(request: FastifyRequest): Caller | null;
}

/** Lets nobody in who does not say who they are, before anything of a body is read. */
export function admit(server: FastifyInstance, authenticate: Authenticate, counters: Counters): Admitted {
  const callers = new WeakMap<FastifyRequest, Caller>();
  server.addHook('onRequest', async (request, reply) => {
    if (await counters.byAddress(request, reply, request.ip)) return reply;
    const caller = await authenticate(request, await counters.tired(request));
    if ('kind' in caller) return turnAway(request, reply, caller, counters);
    if (await counters.byCaller(request, reply, caller.key)) return reply;
    callers.set(request, caller);
  });
  return { callerOf: (request) => callers.get(request) ?? null };
}

export async function turnAway(
  request: FastifyRequest,
  reply: FastifyReply,
  refusal: Refusal,
  counters: Counters,
): Promise<FastifyReply> {
  if (await counters.failed(request, reply, request.ip)) return reply;
  const status = refusal.code === 'two-authorizations' ? 400 : 401;
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  return reply.code(status).send({ ...refusal, rollout: null });
}
