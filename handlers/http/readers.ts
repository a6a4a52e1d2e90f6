import type { FastifyRequest } from 'fastify';
import type { Config } from '../../src/config/config.ts';
import { type Access, refuseAccess, rolesFor, type Speaker } from '../../src/core/access/access.ts';
import type { HeldRoles } from '../../src/ledger/held-roles.ts';
import type { Identify } from './identify.ts';

export interface Readers {
  /** Whoever asks, with what was learned of them. */
  readonly identify: Identify;
  /** Finds out which roles they have besides those of belay.yml, as it was told lately. Never throws. */
  learn(request: FastifyRequest): Promise<void>;
}

interface ReaderParts {
  readonly config: Pick<Config, 'roles'>;
  readonly access: Access;
  readonly roles: Pick<HeldRoles, 'resolve'>;
}

/** For the page, which only shows: what is decided finds out about roles by itself, and at that moment. */
export function createReaders({ config, access, roles }: ReaderParts, identify: Identify): Readers {
  const learned = new WeakMap<FastifyRequest, Speaker>();
  const open = config.roles.flatMap(({ name, sources }) => (sources.length === 0 ? [] : [name]));
  return {
    identify(request) {
      const who = identify(request);
      const speaker = learned.get(request);
      return who === null || speaker === undefined ? who : { ...who, speaker };
    },
    async learn(request) {
      const who = identify(request);
      if (who === null) return;
      const { speaker } = who;
      const blind = refuseAccess(access, speaker, 'status', null) !== null;
      const wanted = [...open, ...(blind ? rolesFor(access, 'status') : [])];
      const missing = wanted.filter((role) => !speaker.roles.includes(role));
      if (missing.length === 0) return;
      learned.set(request, (await roles.resolve(speaker, missing, 'lately')).speaker);
    },
  };
}
