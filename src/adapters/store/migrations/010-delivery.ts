import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Finds what the delivery figures go by among the measurements, which are nearly all of the log. */
export const delivery: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      CREATE INDEX events_delivery ON belay.events (position) WHERE kind IN (
        'requested', 'stage-entered', 'completed', 'rollback-ordered', 'safe', 'rolled-back', 'cancelled',
        'approval-requested', 'gate-opened', 'rejected', 'gate-expired', 'marked'
      )`.execute(db);
  },
};
