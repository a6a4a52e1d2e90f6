import type { Config } from '../config/config.ts';
import { type Access, refuseAccess, rolesFor, type Speaker } from '../core/access/access.ts';
import type { HeldRoles } from './held-roles.ts';

interface ReaderParts {
  readonly config: Pick<Config, 'roles'>;
  readonly access: Access;
  readonly roles: Pick<HeldRoles, 'resolve'>;
}

/** Somebody with the roles that others than belay.yml give them, as those were told lately. Never throws. */
export type AsReader = (speaker: Speaker) => Promise<Speaker>;

/** For what only shows: what is decided finds out about roles by itself, and at that moment. */
export function createAsReader({ config, access, roles }: ReaderParts): AsReader {
  const open = config.roles.flatMap(({ name, sources }) => (sources.length === 0 ? [] : [name]));
  return async (speaker) => {
    const seesNothing = refuseAccess(access, speaker, 'status', null) !== null;
    const wanted = [...open, ...(seesNothing ? rolesFor(access, 'status') : [])];
    const missing = wanted.filter((role) => !speaker.roles.includes(role));
    return missing.length === 0 ? speaker : (await roles.resolve(speaker, missing, 'lately')).speaker;
  };
}
