import { z } from 'zod';
import { EnvironmentName, PersonId, ServiceName } from '../../src/core/ids.ts';
import { Instant } from '../../src/core/time.ts';
import { spent, TokenId } from '../../src/core/tokens/token.ts';
import type { KeptToken } from '../../src/ports/tokens.ts';

/** A token as it is shown: without its hash. */
export const ListedToken = z.object({
  id: TokenId,
  name: z.string(),
  person: PersonId,
  scopes: z.array(z.string()),
  environments: z.array(EnvironmentName).nullable(),
  services: z.array(ServiceName).nullable(),
  createdBy: PersonId.nullable(),
  createdAt: Instant,
  expiresAt: Instant,
  /** The day, UTC. */
  lastUsed: z.string().nullable(),
  state: z.enum(['valid', 'expired', 'revoked']),
});
export type ListedToken = z.infer<typeof ListedToken>;

export function listedToken(
  { hash: _, revokedAt: __, ...kept }: KeptToken,
  state: ListedToken['state'],
): ListedToken {
  return {
    ...kept,
    scopes: [...kept.scopes],
    environments: kept.environments === null ? null : [...kept.environments],
    services: kept.services === null ? null : [...kept.services],
    state,
  };
}

export function stateOf(token: KeptToken, now: Instant): ListedToken['state'] {
  return spent(token, now) ?? 'valid';
}
