import { sql } from 'kysely';
import { z } from 'zod';
import { PlaceName, RolloutId } from '../../core/ids.ts';
import type { Messages, PostedMessage } from '../../ports/store.ts';
import { storableText } from './storable.ts';
import { guarded } from './store-failure.ts';
import type { Database } from './tables.ts';

const Row = z.object({
  key: z.string(),
  place: PlaceName,
  rollout: RolloutId,
  kind: z.enum(['card', 'line', 'document']),
  body: z.json(),
  revision: z.coerce.number(),
  at: z.coerce.number(),
});

/** The messages of the places that Belay itself hosts. */
export function messages(db: Database): Messages {
  const rows = () =>
    db.selectFrom('belay.messages').select(['key', 'place', 'rollout', 'kind', 'body', 'revision', 'at']);
  return {
    post: (message) => guarded(() => post(db, message)),
    since: (place, revision, limit) =>
      guarded(async () =>
        parsed(
          await rows()
            .where('place', '=', place)
            .where('revision', '>', String(revision))
            .orderBy('revision')
            .limit(limit)
            .execute(),
        ),
      ),
    thread: (place, rollout) =>
      guarded(async () =>
        parsed(
          await rows()
            .where('place', '=', place)
            .where('rollout', '=', rollout)
            .orderBy('first_revision')
            .execute(),
        ),
      ),
  };
}

/** One statement: the counter stays locked until the message is visible, so readers never skip a revision. */
async function post(db: Database, message: Omit<PostedMessage, 'revision'>): Promise<void> {
  const { place, key, rollout, kind, at } = message;
  await sql`
    WITH next AS (UPDATE belay.message_revision SET revision = revision + 1 RETURNING revision)
    INSERT INTO belay.messages (place, key, rollout, kind, body, first_revision, revision, at)
    SELECT ${place}, ${key}, ${rollout}, ${kind}, ${storableText(message.body)}::jsonb, revision, revision, ${at}::bigint
    FROM next
    ON CONFLICT (place, key) DO UPDATE
      SET body = excluded.body, kind = excluded.kind, revision = excluded.revision, at = excluded.at`.execute(
    db,
  );
}

function parsed(rows: readonly unknown[]): readonly PostedMessage[] {
  return rows.map((row) => Row.parse(row));
}
