import type { FastifyRequest } from 'fastify';
import type { Speaker } from '../../src/core/access/access.ts';
import type { AsReader } from '../../src/ledger/as-reader.ts';
import type { Identify } from './identify.ts';

export interface Readers {
  /** Whoever asks, with what was learned of them. */
  readonly identify: Identify;
  /** Finds out which roles they have besides those of belay.yml. Never throws. */
  learn(request: FastifyRequest): Promise<void>;
}

export function createReaders(asReader: AsReader, identify: Identify): Readers {
  const learned = new WeakMap<FastifyRequest, Speaker>();
  return {
    identify(request) {
      const who = identify(request);
      const speaker = learned.get(request);
      return who === null || speaker === undefined ? who : { ...who, speaker };
    },
    async learn(request) {
      const who = identify(request);
      if (who !== null) learned.set(request, await asReader(who.speaker));
    },
  };
}
