import { sql } from 'kysely';
import { z } from 'zod';
import type { RolloutId } from '../../core/ids.ts';
import { Actor, RolloutEvent } from '../../core/rollout/events.ts';
import type { Changes } from '../../ports/store.ts';
import { type Ended, inBatches } from './in-batches.ts';
import { guarded } from './store-failure.ts';
import type { Database } from './tables.ts';

interface Asked {
  readonly rollout: RolloutId;
  readonly after: number;
}

/** A reading that hangs keeps only those waiting that went with it. */
const LANES = 2;
/** So many readings share a query at most: a long history must not keep too many waiting. */
const TOGETHER = 64;
/** Events read at once: what a rollout of days has measured is more than one value of the database may hold. */
const PAGE = 200;

/** Reads on in many rollouts' logs with one query: workers look at many at the same moment. */
export function readingOn(db: Database): (asked: Asked) => Promise<Changes | null> {
  const read = inBatches<Asked, unknown>({
    run: (asked) => guarded(() => readAll(db, asked)),
    choose: (waiting) => new Set(waiting.slice(0, TOGETHER)),
    lanes: LANES,
  });
  // Each parses its own: an event that cannot be read is nobody else's trouble.
  return async (asked) => Found.parse(await read(asked));
}

const Found = z
  .object({
    next_at: z.number().nullable(),
    events: z
      .array(z.object({ seq: z.number(), at: z.number(), actor: Actor, event: RolloutEvent }))
      .nullable(),
  })
  .transform(
    ({ next_at, events }): Changes => ({
      nextAt: next_at,
      events: events ?? [],
      more: events?.length === PAGE,
    }),
  )
  .nullable();

async function readAll(db: Database, asked: readonly Asked[]): Promise<readonly Ended<unknown>[]> {
  const { rows } = await sql<{ found: unknown }>`
    SELECT (
      SELECT json_build_object(
        'next_at', next_at,
        'events', (
          SELECT json_agg(json_build_object('seq', seq, 'at', at, 'actor', actor, 'event', data) ORDER BY seq)
          FROM (
            SELECT seq, at, actor, data FROM belay.events
            WHERE stream = asked.rollout AND seq > asked.after ORDER BY seq LIMIT ${PAGE}
          ) AS page
        )
      ) FROM belay.rollouts WHERE id = asked.rollout
    ) AS found
    FROM ROWS FROM (json_to_recordset(${JSON.stringify(asked)}::json) AS (rollout text, after integer))
      WITH ORDINALITY AS asked (rollout, after, number)
    ORDER BY asked.number`.execute(db);
  return rows.map(({ found }) => ({ kind: 'done', value: found }));
}
