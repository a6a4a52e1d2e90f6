import type { Leases } from '../../ports/store.ts';
import { guarded } from './store-failure.ts';
import type { Database } from './tables.ts';

export function leases(db: Database): Leases {
  return {
    acquire: (name, holder, now, until) =>
      guarded(async () => {
        const row = await db
          .insertInto('belay.leases')
          .values({ name, holder, until })
          .onConflict((conflict) =>
            conflict
              .column('name')
              .doUpdateSet({ holder, until })
              .where((eb) =>
                eb.or([eb('belay.leases.holder', '=', holder), eb('belay.leases.until', '<=', String(now))]),
              ),
          )
          .returning('holder')
          .executeTakeFirst();
        return row !== undefined;
      }),
    release: (name, holder) =>
      guarded(async () => {
        await db.deleteFrom('belay.leases').where('name', '=', name).where('holder', '=', holder).execute();
      }),
  };
}
