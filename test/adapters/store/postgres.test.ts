import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type PostgresServer, postgresInstalled, startPostgres } from '../../../demo/servers/postgres.ts';
import { openPostgresQueue } from '../../../src/adapters/queue/bullmq-postgres.ts';
import { openPool } from '../../../src/adapters/store/postgres-pool.ts';
import { openStore } from '../../../src/adapters/store/postgres-store.ts';
import type { Job } from '../../../src/ports/queue.ts';
import { anAppend, aRolloutId } from '../../builders/events.ts';
import { aLog } from '../../builders/log.ts';
import { queueContract } from '../../contract/queue.ts';
import { storeContract } from '../../contract/store.ts';

describe.skipIf(!postgresInstalled())('with a PostgreSQL server', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
  });
  const open = (): pg.Pool => openPool(server.url, () => {});

  storeContract('a server', async () => {
    const pool = open();
    return { store: await openStore(pool), pool, [Symbol.asyncDispose]: () => pool.end() };
  });

  queueContract('a server', async () => {
    const pool = open();
    const queue = await openPostgresQueue(pool, aLog(), Date.now);
    return {
      queue,
      [Symbol.asyncDispose]: async () => {
        await queue[Symbol.asyncDispose]();
        await pool.end();
      },
    };
  });

  test('many processes may bring the schema up to date at once', async () => {
    const pools = [open(), open(), open()];
    await pools[0]?.query('DROP SCHEMA IF EXISTS belay CASCADE');
    await Promise.all(pools.map((pool) => openStore(pool)));
    await Promise.all(pools.map((pool) => pool.end()));
  });

  test('a server that crashes is said to be unreachable; when it is back, store and queue go on', async () => {
    const pool = open();
    await using store = await openStore(pool);
    const id = aRolloutId();
    await store.append(anAppend(id));
    {
      await using queue = await openPostgresQueue(pool, aLog(), Date.now);
      const taken: Job[] = [];
      await using _working = queue.work(async (job) => void taken.push(job), { concurrency: 2 });
      await queue.add({ kind: 'deliver', outbox: 1 }, Date.now());
      await vi.waitFor(() => expect(taken).toHaveLength(1), { timeout: 10_000 });

      // Somebody has it in hand and listens to nothing.
      const held = await pool.connect();
      await server.crash();
      await expect(store.ping()).rejects.toMatchObject({ code: 'store-unreachable', retryable: true });
      await expect(store.append(anAppend(aRolloutId()))).rejects.toMatchObject({ code: 'store-unreachable' });
      await expect(queue.add({ kind: 'deliver', outbox: 2 }, Date.now())).rejects.toMatchObject({
        code: 'store-unreachable',
      });

      held.release(true);
      await server.start();
      expect(await store.events(id)).toHaveLength(1);
      await queue.add({ kind: 'deliver', outbox: 3 }, Date.now());
      await vi.waitFor(() => expect(taken).toContainEqual({ kind: 'deliver', outbox: 3 }), {
        timeout: 20_000,
      });
    }
    await pool.end();
  });
});
