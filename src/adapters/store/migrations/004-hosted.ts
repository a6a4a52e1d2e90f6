import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What Belay keeps for itself: leases of workers, messages of the places it hosts, drafted documents. */
export const hosted: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      CREATE TABLE belay.leases (name text PRIMARY KEY, holder text NOT NULL, until bigint NOT NULL)`.execute(
      db,
    );
    await sql`
      CREATE TABLE belay.messages (
        place text NOT NULL,
        key text NOT NULL,
        rollout text NOT NULL,
        kind text NOT NULL,
        body jsonb NOT NULL,
        first_revision bigint NOT NULL,
        revision bigint NOT NULL,
        at bigint NOT NULL,
        PRIMARY KEY (place, key)
      )`.execute(db);
    await sql`CREATE INDEX messages_revision ON belay.messages (place, revision)`.execute(db);
    // A counter of one row and no sequence: revisions become visible in the order of their numbers.
    await sql`
      CREATE TABLE belay.message_revision (
        single boolean PRIMARY KEY DEFAULT true CHECK (single),
        revision bigint NOT NULL
      )`.execute(db);
    await sql`INSERT INTO belay.message_revision (revision) VALUES (0)`.execute(db);
    await sql`
      CREATE TABLE belay.documents (
        rollout text NOT NULL,
        document text NOT NULL,
        tree jsonb NOT NULL,
        at bigint NOT NULL,
        PRIMARY KEY (rollout, document)
      )`.execute(db);
  },
};
