import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { refuse } from '../../../src/core/refusal.ts';

/** Requests within a minute. */
export interface ApiLimits {
  readonly caller: number;
  readonly address: number;
  /** Attempts with a token that opens nothing, from one address. */
  readonly failures: number;
}

export const usualApiLimits: ApiLimits = { caller: 600, address: 1800, failures: 30 };

/** Answers 429 and when to come back when it is too many. @returns whether it was */
export type TooMany = (request: FastifyRequest, reply: FastifyReply, key: string) => Promise<boolean>;

export interface Counters {
  readonly byCaller: TooMany;
  readonly byAddress: TooMany;
  /** Counts one more attempt that failed. */
  readonly failed: TooMany;
  /** Whether so many failed that nothing more is looked up for this address. */
  readonly tired: (request: FastifyRequest) => Promise<boolean>;
}

const timeWindow = 60_000;

/** Needs @fastify/rate-limit. Counted in this process. */
export function createCounters(server: FastifyInstance, limits: ApiLimits): Counters {
  const keys = new WeakMap<FastifyRequest, string>();
  const keyGenerator = (request: FastifyRequest) => keys.get(request) ?? request.ip;
  const counter = (max: number) => server.createRateLimit({ max, timeWindow, keyGenerator });
  const tooMany = (count: ReturnType<typeof counter>): TooMany => {
    return async (request, reply, key) => {
      keys.set(request, key);
      const found = await count(request);
      if (found.isAllowed || !found.isExceeded) return false;
      await reply
        .header('retry-after', Math.max(1, found.ttlInSeconds))
        .code(429)
        .send(
          refuse(
            'too-many',
            `That is more than ${found.max} requests within a minute. Nothing was done; come back in ${found.ttlInSeconds} s.`,
          ),
        );
      return true;
    };
  };
  const failures = counter(limits.failures);
  return {
    byCaller: tooMany(counter(limits.caller)),
    byAddress: tooMany(counter(limits.address)),
    failed: tooMany(failures),
    async tired(request) {
      keys.set(request, request.ip);
      const found = await failures(request, { increment: false });
      return !found.isAllowed && found.isExceeded;
    },
  };
}
