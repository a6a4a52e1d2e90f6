import { z } from 'zod';
import { PlaceName, RolloutId } from '../../core/ids.ts';
import type { Post, Posts } from '../../ports/posts.ts';
import { storableString } from './storable.ts';
import { guarded } from './store-failure.ts';
import type { Database } from './tables.ts';

const Row = z.object({
  place: PlaceName,
  key: z.string(),
  rollout: RolloutId,
  ref: z.string().nullable(),
  shown: z.string(),
  at: z.coerce.number(),
});

/** What of ours hangs on places that others host. */
export function posts(db: Database): Posts {
  const rows = () => db.selectFrom('belay.posts').select(['place', 'key', 'rollout', 'ref', 'shown', 'at']);
  return {
    get: (place, key) =>
      guarded(async () =>
        one(
          await rows().where('place', '=', place).where('key', '=', storableString(key)).executeTakeFirst(),
        ),
      ),
    find: (place, ref) =>
      guarded(async () =>
        one(
          await rows()
            .where('place', '=', place)
            .where('ref', '=', storableString(ref))
            .orderBy('id')
            .executeTakeFirst(),
        ),
      ),
    of: (place, rollout) =>
      guarded(async () => {
        const found = await rows()
          .where('place', '=', place)
          .where('rollout', '=', rollout)
          .orderBy('id')
          .execute();
        return found.map((row) => Row.parse(row));
      }),
    save: (post) => guarded(() => save(db, post)),
    remove: (place, key) =>
      guarded(async () => {
        await db
          .deleteFrom('belay.posts')
          .where('place', '=', place)
          .where('key', '=', storableString(key))
          .execute();
      }),
  };
}

async function save(db: Database, { place, key, rollout, ref, shown, at }: Post): Promise<void> {
  const changed = { rollout, ref: ref === null ? null : storableString(ref), shown, at };
  await db
    .insertInto('belay.posts')
    .values({ place, key: storableString(key), ...changed })
    .onConflict((conflict) => conflict.columns(['place', 'key']).doUpdateSet(changed))
    .execute();
}

function one(row: unknown): Post | null {
  return row === undefined ? null : Row.parse(row);
}
