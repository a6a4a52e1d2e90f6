import { sql } from 'kysely';
import { z } from 'zod';
import { DocumentKind } from '../../core/documents/kinds.ts';
import { PlaceName, RolloutId } from '../../core/ids.ts';
import { ToldNotice } from '../../core/notices/told-notice.ts';
import type { Announcement } from '../../core/notify/announcement.ts';
import { Page } from '../../core/notify/page.ts';
import type { Instant } from '../../core/time.ts';
import type { Outbox, OutboxItem, OutboxRow, WaitingRow } from '../../ports/store.ts';
import { storableString, storableText } from './storable.ts';
import { guarded } from './store-failure.ts';
import type { Database } from './tables.ts';

const key = { rollout: RolloutId, document: DocumentKind, part: z.string().default('') };

const Item: z.ZodType<OutboxItem> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('card'), rollout: RolloutId, place: PlaceName }),
  z.object({ kind: z.literal('line'), rollout: RolloutId, place: PlaceName, text: z.string() }),
  z.object({ kind: z.literal('notice'), rollout: RolloutId, place: PlaceName, notice: ToldNotice }),
  Page.extend({ kind: z.literal('page'), rollout: RolloutId, place: PlaceName }),
  z.object({ kind: z.literal('procedure'), rollout: RolloutId }),
  z.object({ kind: z.literal('draft'), ...key }),
  z.object({ kind: z.literal('document'), ...key, place: PlaceName }),
]);

const Waiting = z.object({
  id: z.coerce.number(),
  kind: z.enum(['card', 'line', 'notice', 'page', 'document']),
  due: z.coerce.number(),
});

const Row = z.object({ id: z.coerce.number(), key: z.string(), item: Item, attempts: z.number() });

/**
 * A card is one row for ever: every time it is put in again its generation grows and it is pending anew.
 * `row` notes the generation that a delivery is about to render; `delivered` closes the row only if that is
 * still the newest, so read the row first and the rollout afterwards. Other rows are put in once.
 */
export function outbox(db: Database): Outbox {
  return {
    pending: (now, limit) =>
      guarded(async () => {
        const rows = await db
          .selectFrom('belay.outbox')
          .select(['id', 'key', 'item', 'attempts'])
          .where('delivered_at', 'is', null)
          .where('next_at', '<=', String(now))
          .orderBy('id')
          .limit(limit)
          .execute();
        return rows.map((row) => Row.parse(row));
      }),
    peek: (id) =>
      guarded(async () => {
        const row = await db
          .selectFrom('belay.outbox')
          .select('item')
          .where('id', '=', String(id))
          .where('delivered_at', 'is', null)
          .executeTakeFirst();
        return row === undefined ? null : Item.parse(row.item);
      }),
    row: (id) => guarded(() => readForDelivery(db, id)),
    put: (announcements, now) => guarded(() => put(db, announcements, now)),
    waiting: (place, rollout) => guarded(() => waiting(db, place, rollout)),
    postpone: (id, until) =>
      guarded(async () => {
        await db
          .updateTable('belay.outbox')
          .set({ next_at: until })
          .where('id', '=', String(id))
          .where('delivered_at', 'is', null)
          .execute();
      }),
    delivered: (id, now) =>
      guarded(async () => {
        await db
          .updateTable('belay.outbox')
          .set({ delivered_at: now, last_failure: null })
          .where('id', '=', String(id))
          .where((eb) => eb.or([eb('kind', '!=', 'card'), eb('read_generation', '=', eb.ref('generation'))]))
          .execute();
      }),
    failed: (id, sentence, retryAt) =>
      guarded(async () => {
        await db
          .updateTable('belay.outbox')
          .set((eb) => ({
            attempts: eb('attempts', '+', 1),
            next_at: retryAt,
            last_failure: storableString(sentence),
          }))
          .where('id', '=', String(id))
          .where('delivered_at', 'is', null)
          .execute();
      }),
  };
}

/** So many at a time: whoever says them asks again. */
const atOnce = 100;

async function waiting(db: Database, place: PlaceName, rollout: RolloutId): Promise<readonly WaitingRow[]> {
  const found = await sql`
    SELECT id, kind, next_at AS due FROM belay.outbox
    WHERE delivered_at IS NULL AND item->>'place' = ${place} AND item->>'rollout' = ${rollout}
    ORDER BY (kind <> 'card'), id LIMIT ${atOnce}`.execute(db);
  return found.rows.map((row) => {
    const { id, kind, due } = Waiting.parse(row);
    return { id, kind, dueAt: due };
  });
}

/** @returns null when there is no such row or it has been delivered: a doubled job has nothing to do */
async function readForDelivery(db: Database, id: number): Promise<OutboxRow | null> {
  const row = await db
    .updateTable('belay.outbox')
    .set((eb) => ({ read_generation: eb.ref('generation') }))
    .where('id', '=', String(id))
    .where('delivered_at', 'is', null)
    .returning(['id', 'key', 'item', 'attempts'])
    .executeTakeFirst();
  return row === undefined ? null : Row.parse(row);
}

async function put(
  db: Database,
  announcements: readonly Announcement[],
  now: Instant,
): Promise<readonly number[]> {
  if (announcements.length === 0) return [];
  const rows = announcements.map(({ key, item }) => ({
    key,
    kind: item.kind,
    item: storableText(item),
    next_at: now,
  }));
  const written = await db
    .insertInto('belay.outbox')
    .values(rows)
    .onConflict((conflict) => conflict.column('key').doNothing())
    .returning('id')
    .execute();
  return written.map(({ id }) => Number(id));
}
