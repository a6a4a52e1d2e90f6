import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Refusal } from '../../../src/core/refusal.ts';
import type { Authenticate, Caller } from './authenticate.ts';
import type { Counters } from './limits.ts';

/** Who was let in, for the handlers of the same scope. */
export interface Admitted {
  callerOf(request: FastifyRequest): Caller | null;
  /** Counts what was let in uncounted, because only its body says whether it is urgent. @returns whether it was too much */
  count(request: FastifyRequest, reply: FastifyReply): Promise<boolean>;
}

/** Routes that may take traffic back in an emergency, which no limit may keep out. */
export type IsUrgent = (request: FastifyRequest) => boolean;

/** Lets nobody in who does not say who they are, before anything of a body is read. */
export function admit(
  server: FastifyInstance,
  authenticate: Authenticate,
  counters: Counters,
  isUrgent: IsUrgent,
): Admitted {
  const callers = new WeakMap<FastifyRequest, Caller>();
  server.addHook('onRequest', async (request, reply) => {
    const urgent = isUrgent(request);
    if (!urgent && (await counters.byAddress(request, reply, request.ip))) return reply;
    const caller = await authenticate(request, { tired: await counters.tired(request), urgent });
    if ('kind' in caller) return turnAway(request, reply, caller, counters);
    if (!urgent && (await counters.byCaller(request, reply, caller.key))) return reply;
    callers.set(request, caller);
  });
  return {
    callerOf: (request) => callers.get(request) ?? null,
    async count(request, reply) {
      const caller = callers.get(request);
      if (!isUrgent(request) || caller === undefined) return false;
      return (
        (await counters.byAddress(request, reply, request.ip)) ||
        counters.byCaller(request, reply, caller.key)
      );
    },
  };
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
