import { sql } from 'kysely';
import { z } from 'zod';
import type { Instant } from '../../core/time.ts';
import type { Purse, Reserved, Spending } from '../../ports/drafting.ts';
import { guarded } from './store-failure.ts';
import type { Database, Tx } from './tables.ts';

/** What models have cost, and what calls that are under way may cost at most. */
export function spending(db: Database): Spending {
  return {
    reserve: (purse, dollars, now) => guarded(() => reserve(db, purse, dollars, now)),
    settle: (id, dollars) =>
      guarded(async () => {
        await db
          .updateTable('belay.spending')
          .set({ dollars, settled: true })
          .where('id', '=', String(id))
          .execute();
      }),
  };
}

const dayOf = (now: Instant) => new Date(now).toISOString().slice(0, 10);

/** Of all databases and clients: one number that stands for reserving. */
const reserving = 7_340_021;

async function reserve(db: Database, purse: Purse, dollars: number, now: Instant): Promise<Reserved> {
  const day = dayOf(now);
  return await db.transaction().execute(async (tx) => {
    await sql`SELECT pg_advisory_xact_lock(${reserving})`.execute(tx);
    const spent = await spentSoFar(tx, purse, day);
    const over = (['rollout', 'person', 'day'] as const).find(
      (cap) => spent[cap] + dollars > purse.caps[cap],
    );
    if (over !== undefined) return { kind: 'capped', cap: over, spent: spent[over] };
    const { rollout, person } = purse;
    const { id } = await tx
      .insertInto('belay.spending')
      .values({ rollout, person, day, dollars })
      .returning('id')
      .executeTakeFirstOrThrow();
    return { kind: 'reserved', id: Number(id) };
  });
}

const Spent = z.object({ rollout: z.number(), person: z.number(), day: z.number() });

/** Nobody's rollout and nobody in particular have no cap of their own; the day's holds for them too. */
async function spentSoFar(tx: Tx, { rollout, person }: Purse, day: string): Promise<z.infer<typeof Spent>> {
  const found = await sql`
    SELECT
      coalesce(sum(dollars) FILTER (WHERE rollout = ${rollout}), 0) AS rollout,
      coalesce(sum(dollars) FILTER (WHERE person = ${person} AND day = ${day}), 0) AS person,
      coalesce(sum(dollars) FILTER (WHERE day = ${day}), 0) AS day
    FROM belay.spending WHERE day = ${day} OR rollout = ${rollout}`.execute(tx);
  return Spent.parse(found.rows[0]);
}
