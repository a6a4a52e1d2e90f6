import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type Embedded, openEmbedded } from '../../../src/adapters/store/pglite-pool.ts';

let dir = '';
let embedded: Embedded;
const log: string[] = [];
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'belay-pool-'));
  embedded = await openEmbedded(dir, (sentence) => log.push(sentence));
  await embedded.pool.query(
    'CREATE SCHEMA t; CREATE TABLE t.counter (value int); INSERT INTO t.counter VALUES (0)',
  );
});
afterAll(async () => {
  await embedded[Symbol.asyncDispose]();
  await rm(dir, { recursive: true });
});
beforeEach(() => {
  log.length = 0;
});

async function value(): Promise<number> {
  return (await embedded.pool.query('SELECT value FROM t.counter')).rows[0].value;
}

test('transactions of many connections never interleave', async () => {
  const { pool } = embedded;
  await pool.query('UPDATE t.counter SET value = 0');
  await Promise.all(
    Array.from({ length: 40 }, async () => {
      const client = await pool.connect();
      await client.query('BEGIN');
      const { rows } = await client.query('SELECT value FROM t.counter');
      await client.query('UPDATE t.counter SET value = $1', [rows[0].value + 1]);
      await client.query('COMMIT');
      client.release();
    }),
  );
  expect(await value()).toBe(40);
});

test('a failed statement fails alone: its transaction rolls back, its connection and the others go on', async () => {
  const { pool } = embedded;
  await pool.query('UPDATE t.counter SET value = 7');
  const client = await pool.connect();
  await client.query('BEGIN');
  await client.query('UPDATE t.counter SET value = 8');
  await expect(client.query('SELECT nonsense')).rejects.toMatchObject({ code: '42703' });
  const outside = value();
  await expect(client.query('SELECT 1')).rejects.toMatchObject({ code: '25P02' });
  await client.query('ROLLBACK');
  expect(await outside).toBe(7);
  expect((await client.query('SELECT $1::int AS n', [3])).rows).toEqual([{ n: 3 }]);
  client.release();
});

test('a connection closed in mid-transaction is rolled back and lets the others go on', async () => {
  const { pool } = embedded;
  await pool.query('UPDATE t.counter SET value = 1');
  const client = await pool.connect();
  await client.query('BEGIN');
  await client.query('UPDATE t.counter SET value = 2');
  client.release(true);
  expect(await value()).toBe(1);
});

test('a notification reaches the connections that listen, when the transaction that sent it commits', async () => {
  const { pool } = embedded;
  const [listener, other, sender] = [await pool.connect(), await pool.connect(), await pool.connect()];
  const heard: unknown[] = [];
  listener.on('notification', ({ channel, payload }) => heard.push(['listener', channel, payload]));
  other.on('notification', ({ channel, payload }) => heard.push(['other', channel, payload]));
  await listener.query('-- for the test\nLISTEN news');
  await other.query('LISTEN sport');
  await sender.query('BEGIN');
  await sender.query(`SELECT pg_notify('news', 'one')`);
  await sender.query('SELECT 1');
  expect(heard).toEqual([]);
  await sender.query('COMMIT');
  await vi.waitFor(() => expect(heard).toEqual([['listener', 'news', 'one']]));
  await sender.query(`NOTIFY sport, 'two'`);
  await vi.waitFor(() => expect(heard).toContainEqual(['other', 'sport', 'two']));
  expect(heard).toHaveLength(2);
  for (const client of [listener, other, sender]) client.release(true);
});

test('timers run while the database is busy', async () => {
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 1);
  await Promise.all(
    Array.from({ length: 200 }, () => embedded.pool.query('SELECT count(*) FROM generate_series(1, 20000)')),
  );
  clearInterval(timer);
  expect(turns).toBeGreaterThan(10);
});

test('a long wait is told once, with who waits and who makes it wait', async () => {
  const { pool } = embedded;
  const holder = await pool.connect();
  await holder.query('BEGIN');
  await holder.query('SELECT 1 AS held');
  const waiting = [pool.query('SELECT 2 AS wanted'), pool.query('SELECT 3 AS wanted')];
  await vi.waitFor(() => expect(log).not.toEqual([]), { timeout: 10_000 });
  await holder.query('COMMIT');
  holder.release();
  await Promise.all(waiting);
  expect(log).toHaveLength(1);
  expect(log[0]).toMatch(
    /waiting for 5 s \("SELECT . AS wanted"\): connection \d+ has held it .*"SELECT 1 AS held"/,
  );
});

test('a connection that dies while queries wait for it fails them and leaves the process alive', async () => {
  const { pool } = embedded;
  const [holder, waiter] = [await pool.connect(), await pool.connect()];
  await holder.query('BEGIN');
  const waiting = waiter.query('SELECT 1');
  waiter.release(new Error('given up'));
  await expect(waiting).rejects.toThrow('Connection terminated');
  await holder.query('COMMIT');
  holder.release();
  expect(await value()).toEqual(expect.any(Number));
});

test('a database that breaks down fails what was under way, and opens again once it can', async () => {
  const { pool } = embedded;
  await pool.query('UPDATE t.counter SET value = 11');
  const idle = await pool.connect();
  const broken = vi.fn();
  idle.on('error', broken);
  const wal = join(dir, 'postgres', 'pg_wal');

  await rename(wal, `${wal}.away`);
  const fill = `SELECT pg_switch_wal(), pg_logical_emit_message(false, 'test', 'more')`;
  const outcomes = await Promise.allSettled([pool.query(fill), pool.query(fill), pool.query(fill)]);
  expect(outcomes).toContainEqual({
    status: 'rejected',
    reason: expect.objectContaining({
      code: 'store-unwritable',
      message: expect.stringContaining('broke down'),
    }),
  });
  await vi.waitFor(() => expect(broken).toHaveBeenCalled());
  idle.release(true);
  await expect(value()).rejects.toMatchObject({ code: 'store-unwritable' });

  await rename(`${wal}.away`, wal);
  await vi.waitFor(async () => expect(await value()).toBe(11), { timeout: 20_000, interval: 200 });
});
