import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * What Belay is told from outside. `id` of the sender is part of the key, so that a repetition counts once whoever
 * receives it. From `at` to `until` is when it was so: a moment for a report, for an alert while it fires.
 */
export const signals: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      CREATE TABLE belay.signals (
        source text NOT NULL,
        identity text NOT NULL,
        kind text NOT NULL,
        service text NOT NULL,
        environment text NOT NULL,
        event text NOT NULL,
        version text,
        text text,
        count integer NOT NULL CHECK (count > 0),
        series text,
        started_at bigint,
        at bigint NOT NULL,
        until bigint NOT NULL,
        PRIMARY KEY (source, identity)
      )`.execute(db);
    await sql`CREATE INDEX signals_slot ON belay.signals (service, environment, event, until)`.execute(db);
    await sql`CREATE INDEX signals_series ON belay.signals (source, series) WHERE series IS NOT NULL`.execute(
      db,
    );
    await sql`CREATE INDEX signals_old ON belay.signals (until)`.execute(db);
  },
};
