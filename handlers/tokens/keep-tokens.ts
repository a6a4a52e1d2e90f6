import { z } from 'zod';
import type { Config } from '../../src/config/config.ts';
import { type Refusal, refuse } from '../../src/core/refusal.ts';
import type { Actor } from '../../src/core/rollout/events.ts';
import type { Instant } from '../../src/core/time.ts';
import { TokenId } from '../../src/core/tokens/token.ts';
import type { Tokens } from '../../src/ports/tokens.ts';
import { ListedToken, listedToken, stateOf } from './listed-token.ts';
import { type AskedToken, MadeToken, makeToken } from './make-token.ts';

export const Refused = z.object({ kind: z.literal('refused'), code: z.string(), sentence: z.string() });
export const Made = z.union([MadeToken, Refused]);
export const Listed = z.object({ kind: z.literal('tokens'), tokens: z.array(ListedToken) });
export const Revoked = z.union([z.object({ kind: z.literal('revoked'), sentence: z.string() }), Refused]);

/** What is done with tokens, by the server or on the store itself. */
export interface KeepTokens {
  create(asked: AskedToken): Promise<z.infer<typeof Made>>;
  list(): Promise<z.infer<typeof Listed>>;
  revoke(id: string): Promise<z.infer<typeof Revoked>>;
}

export function keepTokens(
  parts: { readonly config: Config; readonly tokens: Tokens; readonly clock: () => Instant },
  actor: Actor,
): KeepTokens {
  const { tokens, clock } = parts;
  return {
    create: (asked) => makeToken(parts, asked, actor, clock()),
    async list() {
      const now = clock();
      const all = await tokens.list();
      return { kind: 'tokens', tokens: all.map((one) => listedToken(one, stateOf(one, now))) };
    },
    async revoke(typed) {
      const id = TokenId.safeParse(typed).data;
      const before = id === undefined ? null : await tokens.find(id);
      if (id === undefined || before === null) return none(typed);
      const revoked = await tokens.revoke(id, actor, clock());
      if (revoked === null) return none(typed);
      const again = before.revokedAt === null ? '' : ' It was revoked before.';
      return { kind: 'revoked', sentence: `Token ${id} (${revoked.name}) opens nothing any more.${again}` };
    },
  };
}

function none(typed: string): Refusal {
  return refuse(
    'no-such-token',
    `There is no token with the id "${typed.slice(0, 40)}". \`belay token list\` shows the ids; the token itself is none. Nothing was changed.`,
  );
}
