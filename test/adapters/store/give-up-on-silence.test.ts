import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PostgresServer, postgresInstalled, startPostgres } from '../../../demo/servers/postgres.ts';
import { openPool } from '../../../src/adapters/store/postgres-pool.ts';
import { guarded } from '../../../src/adapters/store/store-failure.ts';

describe.skipIf(!postgresInstalled())('a PostgreSQL that falls silent', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
  });

  test('is given up in the middle of a query, and the pool goes on with new connections', async () => {
    const pool = openPool(server.url, () => {}, 300);
    const silent = guarded(() => pool.query('SELECT pg_sleep(20)'));
    await expect(silent).rejects.toMatchObject({ code: 'store-unreachable', retryable: true });
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await pool.end();
  });

  test('is waited for between queries: listeners are silent for hours', async () => {
    const pool = openPool(server.url, () => {}, 200);
    const client = await pool.connect();
    await client.query('LISTEN nothing');
    const before = await client.query('SELECT pg_backend_pid() AS pid');
    await sleep(700);
    expect((await client.query('SELECT pg_backend_pid() AS pid')).rows).toEqual(before.rows);
    client.release();
    await pool.end();
  });
});
