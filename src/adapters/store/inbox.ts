import { sql } from 'kysely';
import { z } from 'zod';
import { PlaceName } from '../../core/ids.ts';
import { Reply } from '../../core/reply.ts';
import type { Instant } from '../../core/time.ts';
import type { Delivery, Inbox, KeptDelivery } from '../../ports/inbox.ts';
import { leases } from './leases.ts';
import { storableString, storableText } from './storable.ts';
import { guarded } from './store-failure.ts';
import type { Database } from './tables.ts';

const Row = z.object({
  place: PlaceName,
  key: z.string(),
  at: z.coerce.number(),
  payload: z.json(),
  begun: z.boolean(),
  // An older or newer Belay may have answered in words that are not known here: then it counts as not answered.
  reply: Reply.nullable().catch(null),
  attempts: z.number(),
});

const columns = ['place', 'key', 'at', 'payload', 'begun', 'reply', 'attempts'] as const;

/** What came in; the primary key keeps out what comes twice, whichever bot it comes to. */
export function inbox(db: Database): Inbox {
  const change = (place: PlaceName, key: string) =>
    db.updateTable('belay.inbox').where('place', '=', place).where('key', '=', storableString(key));
  return {
    take: (delivery, holder) => guarded(() => take(db, delivery, holder)),
    find: (place, key) =>
      guarded(async () => {
        const row = await db
          .selectFrom('belay.inbox')
          .select(columns)
          .where('place', '=', place)
          .where('key', '=', storableString(key))
          .executeTakeFirst();
        return row === undefined ? null : Row.parse(row);
      }),
    begin: (place, key) =>
      guarded(async () => {
        const first = change(place, key).where('begun', '=', false).set({ begun: true });
        return (await first.returning('key').executeTakeFirst()) !== undefined;
      }),
    replied: (place, key, reply) =>
      guarded(
        async () =>
          void (await change(place, key)
            .set({ reply: storableText(reply) })
            .execute()),
      ),
    done: (place, key) => guarded(async () => void (await change(place, key).set({ done: true }).execute())),
    later: (place, key, at) =>
      guarded(async () => {
        await change(place, key)
          .set((eb) => ({ holder: nobody, not_before: at, attempts: eb('attempts', '+', 1) }))
          .execute();
      }),
    claim: (holder, places, now, limit) => guarded(() => claim(db, holder, places, now, limit)),
    present: (holder, now, until) =>
      guarded(async () => {
        await leases(db).acquire(leaseOf(holder), holder, now, until);
      }),
    gone: (holder) => guarded(() => leases(db).release(leaseOf(holder), holder)),
    forget: (before) =>
      guarded(async () => {
        await db.deleteFrom('belay.inbox').where('at', '<', String(before)).execute();
        await db
          .deleteFrom('belay.leases')
          .where('name', 'like', `${leaseOf('')}%`)
          .where('until', '<', String(before))
          .execute();
      }),
  };
}

async function take(db: Database, { place, key, at, payload }: Delivery, holder: string): Promise<boolean> {
  const taken = await db
    .insertInto('belay.inbox')
    .values({ place, key: storableString(key), at, payload: storableText(payload), holder, not_before: at })
    .onConflict((conflict) => conflict.columns(['place', 'key']).doNothing())
    .returning('key')
    .executeTakeFirst();
  return taken !== undefined;
}

/** Holds what anybody may take. */
const nobody = '';

function leaseOf(holder: string): string {
  return `inbox/${holder}`;
}

async function claim(
  db: Database,
  holder: string,
  places: readonly PlaceName[],
  now: Instant,
  limit: number,
): Promise<readonly KeptDelivery[]> {
  const claimed = await sql`
    UPDATE belay.inbox SET holder = ${holder}
    WHERE (place, key) IN (
      SELECT place, key FROM belay.inbox AS left_over
      WHERE NOT done AND not_before <= ${now}::bigint AND place = ANY(${[...places]}) AND holder <> ${holder}
        AND NOT EXISTS (
          SELECT FROM belay.leases
          WHERE name = ${leaseOf('')} || left_over.holder AND until > ${now}::bigint
        )
      ORDER BY at LIMIT ${limit} FOR UPDATE SKIP LOCKED
    )
    RETURNING place, key, at, payload, begun, reply, attempts`.execute(db);
  return claimed.rows.map((row) => Row.parse(row)).toSorted((a, b) => a.at - b.at);
}
