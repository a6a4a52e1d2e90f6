import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { EMPTY_CHAIN } from '../../../core/audit/chain.ts';

/** The log of everything that happened, and where its hash chain ends. Rows are added and never changed. */
export const eventLog: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      CREATE TABLE belay.events (
        position bigint PRIMARY KEY,
        stream text NOT NULL,
        seq integer NOT NULL CHECK (seq > 0),
        at bigint NOT NULL,
        actor jsonb NOT NULL,
        kind text NOT NULL GENERATED ALWAYS AS (data->>'kind') STORED,
        data jsonb NOT NULL,
        prev_hash text NOT NULL,
        hash text NOT NULL,
        CONSTRAINT events_stream_seq UNIQUE (stream, seq)
      )`.execute(db);
    await sql`
      CREATE FUNCTION belay.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'The event log only grows: % on belay.events is refused. To correct a record, append another event.', TG_OP
          USING ERRCODE = 'insufficient_privilege';
      END $$`.execute(db);
    await sql`
      CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON belay.events
      FOR EACH STATEMENT EXECUTE FUNCTION belay.refuse_change()`.execute(db);
    // Holds for replication sessions too, the easiest way around a trigger.
    await sql`ALTER TABLE belay.events ENABLE ALWAYS TRIGGER only_grows`.execute(db);
    await sql`
      CREATE TABLE belay.chain_head (
        single boolean PRIMARY KEY DEFAULT true CHECK (single),
        position bigint NOT NULL,
        hash text NOT NULL
      )`.execute(db);
    await sql`INSERT INTO belay.chain_head (position, hash) VALUES (${EMPTY_CHAIN.position}, ${EMPTY_CHAIN.hash})`.execute(
      db,
    );
  },
};
