import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Which rollouts go together. */
export const trains: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`ALTER TABLE belay.rollouts ADD COLUMN train text`.execute(db);
    await sql`CREATE INDEX rollouts_train ON belay.rollouts (train) WHERE train IS NOT NULL`.execute(db);
  },
};
