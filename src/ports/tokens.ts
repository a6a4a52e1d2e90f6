import type { Sha256 } from '../core/ids.ts';
import type { Actor } from '../core/rollout/events.ts';
import type { Instant } from '../core/time.ts';
import type { RefusedWhy, Token, TokenEvent, TokenId } from '../core/tokens/token.ts';

/** What is kept of a token besides what the log says of it. */
export interface KeptToken extends Token {
  /** SHA-256 of the secret part. */
  readonly hash: Sha256;
  /** `2026-11-21`, UTC; null before the first time. */
  readonly lastUsed: string | null;
}

export type NewToken = Omit<Extract<TokenEvent, { kind: 'token-created' }>, 'kind'> & {
  readonly hash: Sha256;
};

/** Tokens of the HTTP API: what they may is folded from their events, so that the audit proves it. */
export interface Tokens {
  /** @returns false when a token that still counts has that name */
  create(token: NewToken, actor: Actor, at: Instant): Promise<boolean>;
  find(id: TokenId): Promise<KeptToken | null>;
  /** Newest first, also those that no longer count. */
  list(): Promise<readonly KeptToken[]>;
  /** @returns null when there is none; else the token as it is now */
  revoke(id: TokenId, actor: Actor, at: Instant): Promise<KeptToken | null>;
  /** Notes the day of its use; does nothing when that is noted. */
  used(id: TokenId, day: string): Promise<void>;
  /** Writes into the log that it was not let in, `times` times since that was written last. */
  refused(id: TokenId, why: RefusedWhy, times: number, at: Instant): Promise<void>;
}
