import { z } from 'zod';
import { Sha256 } from '../../core/ids.ts';
import type { Actor } from '../../core/rollout/events.ts';
import type { Instant } from '../../core/time.ts';
import { foldToken, spent, TokenEvent, TokenId, tokenStream } from '../../core/tokens/token.ts';
import type { KeptToken, NewToken, Tokens } from '../../ports/tokens.ts';
import { appendToLog, lockHead, readStream } from './log.ts';
import { guarded } from './store-failure.ts';
import type { Database } from './tables.ts';

const Row = z.object({ id: TokenId, hash: Sha256, last_used: z.string().nullable() });

/** Tokens as events of their own streams, and beside them the hash that proves a secret. */
export function tokens(db: Database): Tokens {
  return {
    create: (token, actor, at) => guarded(() => create(db, token, actor, at)),
    find: (id) => guarded(() => find(db, id)),
    list: () => guarded(() => list(db)),
    revoke: (id, actor, at) => guarded(() => revoke(db, id, actor, at)),
    used: (id, day) =>
      guarded(async () => {
        await db
          .updateTable('belay.tokens')
          .set({ last_used: day })
          .where('id', '=', id)
          .where((eb) => eb.or([eb('last_used', 'is', null), eb('last_used', '<', day)]))
          .execute();
      }),
    refused: (id, why, times, at) =>
      guarded(() => append(db, { kind: 'token-refused', id, why, times }, { kind: 'belay' }, at)),
  };
}

/** Whoever appends to the log takes turns, so two of one name cannot be made at once. */
async function create(
  db: Database,
  { hash, ...made }: NewToken,
  actor: Actor,
  at: Instant,
): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    await lockHead(tx);
    const taken = (await list(tx)).some((one) => one.name === made.name && spent(one, at) === null);
    if (taken) return false;
    await tx.insertInto('belay.tokens').values({ id: made.id, hash, last_used: null }).execute();
    const event: TokenEvent = { kind: 'token-created', ...made };
    await appendToLog(tx, { stream: tokenStream(made.id), afterSeq: 0, at, actor, events: [event] });
    return true;
  });
}

async function find(db: Database, id: TokenId): Promise<KeptToken | null> {
  const row = await db.selectFrom('belay.tokens').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : keptOf(db, Row.parse(row));
}

async function list(db: Database): Promise<readonly KeptToken[]> {
  const rows = await db.selectFrom('belay.tokens').selectAll().execute();
  const found: KeptToken[] = [];
  for (const row of rows) {
    const kept = await keptOf(db, Row.parse(row));
    if (kept !== null) found.push(kept);
  }
  return found.toSorted((a, b) => b.createdAt - a.createdAt);
}

/** A hash that no event speaks of was put there by somebody else and opens nothing. */
async function keptOf(db: Database, row: z.infer<typeof Row>): Promise<KeptToken | null> {
  const token = foldToken(await readStream(db, tokenStream(row.id), 0, TokenEvent));
  return token === null ? null : { ...token, hash: row.hash, lastUsed: row.last_used };
}

async function revoke(db: Database, id: TokenId, actor: Actor, at: Instant): Promise<KeptToken | null> {
  const known = await find(db, id);
  if (known === null || known.revokedAt !== null) return known;
  await append(db, { kind: 'token-revoked', id }, actor, at);
  return find(db, id);
}

async function append(db: Database, event: TokenEvent, actor: Actor, at: Instant): Promise<void> {
  const stream = tokenStream(event.id);
  await db.transaction().execute(async (tx) => {
    await lockHead(tx);
    const history = await readStream(tx, stream, 0, TokenEvent);
    const entry = { stream, afterSeq: history.at(-1)?.seq ?? 0, at, actor, events: [event] };
    await appendToLog(tx, entry);
  });
}
