import { z } from 'zod';
import type { TokenGrant } from '../access/token-scope.ts';
import { EnvironmentName, PersonId, ServiceName } from '../ids.ts';
import type { Recorded } from '../rollout/events.ts';
import { Instant, type Millis } from '../time.ts';

/** Ten lower-case base-32 characters, drawn at random; what the log and people call a token by. */
export const TokenId = z
  .string()
  .regex(/^[0-9a-hjkmnp-tv-z]{10}$/)
  .brand<'TokenId'>();
export type TokenId = z.infer<typeof TokenId>;

/** What people call it; the log says it as the place: `api/deploy-bot`. */
export const TokenName = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,39}$/);

export const longestLife: Millis = 365 * 86_400_000;

const Why = z.enum(['wrong-secret', 'expired', 'revoked', 'no-person', 'scope']);
/** Why a known token was not let in, or not let do something. */
export type RefusedWhy = z.infer<typeof Why>;

/** What can happen to a token. Neither the secret nor its hash is ever part of it. */
export const TokenEvent = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('token-created'),
    id: TokenId,
    name: z.string(),
    /** Whose rights it borrows. */
    person: PersonId,
    scopes: z.array(z.string()),
    environments: z.array(EnvironmentName).nullable(),
    services: z.array(ServiceName).nullable(),
    expiresAt: Instant,
  }),
  z.object({ kind: z.literal('token-revoked'), id: TokenId }),
  z.object({
    kind: z.literal('token-refused'),
    id: TokenId,
    why: Why,
    /** In how many requests since this was last written down. */
    times: z.number().int().positive(),
  }),
]);
export type TokenEvent = z.infer<typeof TokenEvent>;

export interface Token extends TokenGrant {
  readonly id: TokenId;
  readonly person: PersonId;
  /** The person who made it; null when nobody is named in belay.yml for the one who ran the command. */
  readonly createdBy: PersonId | null;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  readonly revokedAt: Instant | null;
}

export function tokenStream(id: TokenId): string {
  return `token/${id}`;
}

type History = readonly Pick<Recorded<TokenEvent>, 'at' | 'actor' | 'event'>[];

/** @returns null when it was never made */
export function foldToken(history: History): Token | null {
  const first = history.find(({ event }) => event.kind === 'token-created');
  if (first === undefined || first.event.kind !== 'token-created') return null;
  const { kind: _, ...made } = first.event;
  const revoked = history.find(({ event }) => event.kind === 'token-revoked');
  return {
    ...made,
    createdBy: first.actor.kind === 'person' ? first.actor.person : null,
    createdAt: first.at,
    revokedAt: revoked?.at ?? null,
  };
}

/** @returns why it no longer counts; null while it does */
export function spent({ revokedAt, expiresAt }: Token, now: Instant): 'revoked' | 'expired' | null {
  if (revokedAt !== null) return 'revoked';
  return now >= expiresAt ? 'expired' : null;
}
