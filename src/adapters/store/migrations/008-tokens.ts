import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Hashes of the secrets of tokens; everything else about a token stands in the log. */
export const tokens: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      CREATE TABLE belay.tokens (id text PRIMARY KEY, hash text NOT NULL, last_used text)`.execute(db);
  },
};
