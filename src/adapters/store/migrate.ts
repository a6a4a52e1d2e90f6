import type { Migration } from 'kysely/migration';
import { Migrator } from 'kysely/migration';
import { eventLog } from './migrations/001-event-log.ts';
import { rollouts } from './migrations/002-rollouts.ts';
import { outbox } from './migrations/003-outbox.ts';
import { hosted } from './migrations/004-hosted.ts';
import { signals } from './migrations/005-signals.ts';
import { places } from './migrations/006-places.ts';
import { drafting } from './migrations/007-drafting.ts';
import { tokens } from './migrations/008-tokens.ts';
import { trains } from './migrations/009-trains.ts';
import { delivery } from './migrations/010-delivery.ts';
import type { Database } from './tables.ts';

const migrations: Readonly<Record<string, Migration>> = {
  '001-event-log': eventLog,
  '002-rollouts': rollouts,
  '003-outbox': outbox,
  '004-hosted': hosted,
  '005-signals': signals,
  '006-places': places,
  '007-drafting': drafting,
  '008-tokens': tokens,
  '009-trains': trains,
  '010-delivery': delivery,
};

/** Brings the schema `belay` up to date, in one transaction; several processes may do so at once. */
export async function migrate(db: Database): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...migrations }) },
    migrationTableSchema: 'belay',
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}
