import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What is still to be said to the outside, written together with the events that say so. */
export const outbox: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      CREATE TABLE belay.outbox (
        id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
        key text NOT NULL UNIQUE,
        kind text NOT NULL,
        item jsonb NOT NULL,
        generation integer NOT NULL DEFAULT 1,
        read_generation integer NOT NULL DEFAULT 0,
        attempts integer NOT NULL DEFAULT 0,
        next_at bigint NOT NULL,
        delivered_at bigint,
        last_failure text
      )`.execute(db);
    await sql`
      CREATE INDEX outbox_pending ON belay.outbox (id) WHERE delivered_at IS NULL`.execute(db);
  },
};
