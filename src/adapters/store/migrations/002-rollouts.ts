import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What can be asked without folding events, and the rule that one rollout owns a slot's traffic. */
export const rollouts: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`
      CREATE TABLE belay.rollouts (
        id text PRIMARY KEY,
        seq integer NOT NULL,
        service text NOT NULL,
        environment text NOT NULL,
        version text NOT NULL,
        phase text NOT NULL,
        owns boolean NOT NULL,
        open boolean NOT NULL,
        requested_at bigint NOT NULL,
        next_at bigint
      )`.execute(db);
    await sql`
      CREATE UNIQUE INDEX rollouts_one_owner ON belay.rollouts (service, environment) WHERE owns`.execute(db);
    await sql`
      CREATE INDEX rollouts_next_at ON belay.rollouts (next_at) WHERE next_at IS NOT NULL`.execute(db);
    await sql`
      CREATE INDEX rollouts_recent ON belay.rollouts (service, environment, requested_at)`.execute(db);
    await sql`
      CREATE TABLE belay.stable (
        service text NOT NULL,
        environment text NOT NULL,
        target jsonb NOT NULL,
        rollout text NOT NULL,
        PRIMARY KEY (service, environment)
      )`.execute(db);
  },
};
