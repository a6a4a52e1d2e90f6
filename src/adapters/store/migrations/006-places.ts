import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What comes in from places that others host, what of ours hangs there, and the order in which things are said there. */
export const places: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      CREATE TABLE belay.inbox (
        place text NOT NULL,
        key text NOT NULL,
        at bigint NOT NULL,
        payload jsonb NOT NULL,
        begun boolean NOT NULL DEFAULT false,
        reply jsonb,
        done boolean NOT NULL DEFAULT false,
        attempts integer NOT NULL DEFAULT 0,
        holder text NOT NULL,
        not_before bigint NOT NULL,
        PRIMARY KEY (place, key)
      )`.execute(db);
    await sql`CREATE INDEX inbox_open ON belay.inbox (not_before) WHERE NOT done`.execute(db);
    await sql`CREATE INDEX inbox_at ON belay.inbox (at)`.execute(db);
    await sql`
      CREATE TABLE belay.posts (
        id bigint GENERATED ALWAYS AS IDENTITY,
        place text NOT NULL,
        key text NOT NULL,
        rollout text NOT NULL,
        ref text,
        shown text NOT NULL,
        at bigint NOT NULL,
        PRIMARY KEY (place, key)
      )`.execute(db);
    await sql`CREATE INDEX posts_ref ON belay.posts (place, ref)`.execute(db);
    await sql`CREATE INDEX posts_rollout ON belay.posts (place, rollout, id)`.execute(db);
    await sql`
      CREATE INDEX outbox_waiting ON belay.outbox ((item->>'place'), (item->>'rollout'), id)
      WHERE delivered_at IS NULL`.execute(db);
  },
};
