import { setTimeout as sleep } from 'node:timers/promises';
import type { Instant, Millis } from '../../../src/core/time.ts';
import type { RefusedWhy, TokenId } from '../../../src/core/tokens/token.ts';
import type { Log } from '../../../src/ports/log.ts';
import type { KeptToken, Tokens } from '../../../src/ports/tokens.ts';
import { atMost } from '../../hear/at-most.ts';

/** Tokens, and what is noted of their use. */
export interface KnowTokens {
  /**
   * The store is asked each time, so that a token that was revoked opens nothing from then on. While it does not
   * answer, what it last said holds.
   * @param urgent what is known already holds sooner: somebody takes traffic back
   */
  find(id: TokenId, urgent?: boolean): Promise<KeptToken | null>;
  /** What is known of it; asks nobody. */
  remembered(id: TokenId): KeptToken | null;
  /** Notes the day. Nobody waits for it. */
  used(token: KeptToken): void;
  /** Writes into the log that it was refused, once an hour for each token and reason. Nobody waits for it. */
  refused(id: TokenId, why: RefusedWhy): void;
  /** Reads all of them, to have them when the store does not answer. Never throws. */
  refresh(): Promise<void>;
}

const writtenEvery: Millis = 3_600_000;
/** A store that is silent for longer must not keep somebody from taking traffic back. */
const patience: Millis = 1000;
const urgentPatience: Millis = 300;

export function createKnowTokens(tokens: Tokens, clock: () => Instant, log: Log): KnowTokens {
  const known = new Map<TokenId, KeptToken>();
  const counts = new Map<string, { readonly writtenAt: Instant; readonly times: number }>();
  const failed = (error: unknown) => log.warn({ err: error }, 'the use of a token could not be noted');

  async function ask(id: TokenId): Promise<{ readonly token: KeptToken | null }> {
    const token = await tokens.find(id);
    if (token === null) known.delete(id);
    else known.set(id, token);
    return { token };
  }

  return {
    async find(id, urgent = false) {
      const asked = ask(id).catch(() => null);
      const hurries = urgent && known.has(id);
      const found = await atMost(hurries ? urgentPatience : patience, asked);
      return found === null ? (known.get(id) ?? null) : found.token;
    },
    remembered: (id) => known.get(id) ?? null,
    used(token) {
      const day = new Date(clock()).toISOString().slice(0, 10);
      if (token.lastUsed !== null && token.lastUsed >= day) return;
      known.set(token.id, { ...token, lastUsed: day });
      tokens.used(token.id, day).catch(failed);
    },
    refused(id, why) {
      const now = clock();
      const key = `${id} ${why}`;
      const { writtenAt, times } = counts.get(key) ?? { writtenAt: -writtenEvery, times: 0 };
      if (now - writtenAt < writtenEvery) {
        counts.set(key, { writtenAt, times: times + 1 });
        return;
      }
      counts.set(key, { writtenAt: now, times: 0 });
      tokens.refused(id, why, times + 1, now).catch(failed);
    },
    async refresh() {
      try {
        for (const token of await tokens.list()) known.set(token.id, token);
      } catch (error) {
        log.warn({ err: error }, 'the tokens could not be read; what is known of them holds');
      }
    },
  };
}

const readEvery: Millis = 60_000;

/** Also a token that is used for the first time must open the kill switch when the store does not answer. */
export async function keepTokensKnownUntil(known: KnowTokens, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await known.refresh();
    await sleep(readEvery, undefined, { signal }).catch(() => undefined);
  }
}
