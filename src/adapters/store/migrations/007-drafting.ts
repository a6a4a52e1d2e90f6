import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Several documents of one kind for a rollout, what models have cost, and drafts that were paid for already. */
export const drafting: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`ALTER TABLE belay.documents ADD COLUMN part text NOT NULL DEFAULT ''`.execute(db);
    await sql`ALTER TABLE belay.documents DROP CONSTRAINT documents_pkey`.execute(db);
    await sql`ALTER TABLE belay.documents ADD PRIMARY KEY (rollout, document, part)`.execute(db);
    await sql`
      CREATE TABLE belay.spending (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        rollout text,
        person text,
        day text NOT NULL,
        dollars double precision NOT NULL CHECK (dollars >= 0),
        settled boolean NOT NULL DEFAULT false
      )`.execute(db);
    await sql`CREATE INDEX spending_day ON belay.spending (day)`.execute(db);
    await sql`CREATE INDEX spending_rollout ON belay.spending (rollout) WHERE rollout IS NOT NULL`.execute(
      db,
    );
    await sql`
      CREATE TABLE belay.draft_cache (key text PRIMARY KEY, draft jsonb NOT NULL, at bigint NOT NULL)`.execute(
      db,
    );
  },
};
