import { sql } from 'kysely';
import { z } from 'zod';
import { DeliveryFact, deliveryKinds } from '../../core/delivery/fact.ts';
import { RolloutId } from '../../core/ids.ts';
import type { DeliveryLog } from '../../ports/store.ts';
import { guarded } from './store-failure.ts';
import type { Database } from './tables.ts';

const Row = z.object({
  position: z.coerce.number(),
  rollout: z.string(),
  at: z.coerce.number(),
  event: z.record(z.string(), z.unknown()),
});

/** Written out, so that the index for them is used. */
const kinds = sql.join(deliveryKinds.map((kind) => sql.lit(kind)));

/**
 * The few kinds of events that the figures go by, cut down in the database: plans and measurements make nearly all of
 * the log and stay there. When the check that ordered a rollback began to be broken stands in the look before it.
 */
export function deliveryLog(db: Database): DeliveryLog {
  return {
    deliveryFacts: (after, limit) =>
      guarded(async () => {
        const { rows } = await sql`
          SELECT position, stream AS rollout, at, CASE kind
            WHEN 'requested' THEN jsonb_build_object('kind', kind,
              'service', data->'plan'->>'service', 'environment', data->'plan'->>'environment',
              'committedAt', data->'committedAt')
            WHEN 'rollback-ordered' THEN jsonb_build_object('kind', kind, 'cause', data->'cause'->>'kind',
              'breachedAt', (
                SELECT verdict->'holdsSince'
                FROM (
                  SELECT data FROM belay.events AS look
                  WHERE look.stream = events.stream AND look.seq < events.seq AND look.kind = 'measured'
                  ORDER BY look.seq DESC LIMIT 1
                ) AS last, jsonb_array_elements(last.data->'verdicts') AS verdict
                WHERE verdict->>'check' = events.data->'cause'->>'check' LIMIT 1
              ))
            WHEN 'stage-entered' THEN jsonb_build_object('kind', kind, 'weight', data->'weight')
            WHEN 'marked' THEN jsonb_build_object('kind', kind, 'as', data->'as')
            ELSE jsonb_build_object('kind', kind, 'gate', data->'gate')
          END AS event
          FROM belay.events
          WHERE position > ${after} AND kind IN (${kinds})
          ORDER BY position LIMIT ${limit}`.execute(db);
        const read = rows.map((row) => Row.parse(row));
        return { facts: read.flatMap(factOf), last: read.at(-1)?.position ?? null };
      }),
  };
}

/** Streams of other things may have events of these names; one that was altered is no fact, and the audit tells of it. */
function factOf({ position, rollout, at, event }: z.infer<typeof Row>): readonly DeliveryFact[] {
  if (!RolloutId.safeParse(rollout).success) return [];
  const fact = DeliveryFact.safeParse({ position, rollout, at, event });
  return fact.success ? [fact.data] : [];
}
