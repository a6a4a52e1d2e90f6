import { expect, it } from 'vitest';
import { postgresInstalled, startPostgres } from '../../../demo/servers/postgres.ts';
import { readDatabaseUrl } from '../../../src/adapters/script/database-forwarder.ts';
import { findProgram } from '../../../src/adapters/script/find-program.ts';
import { runInSandbox } from '../../../src/adapters/script/sandbox.ts';

const runnable =
  postgresInstalled() && ['bwrap', 'prlimit', 'psql'].every((name) => findProgram(name) !== null);

it.runIf(runnable)('lets queries reach their database, and only read there', async () => {
  await using server = await startPostgres();
  const text = `psql -XAtqc 'SELECT 40 + 2'\npsql -XAtqc 'CREATE TABLE x (y int)' 2>&1 || echo refused\n`;
  const run = { text, programs: ['psql'], hosts: [], database: server.url };
  const ran = await runInSandbox(run, { clock: Date.now, deadline: 20_000 });
  expect(ran).toMatchObject({
    kind: 'ran',
    exit: 0,
    output: '42\nERROR:  cannot execute CREATE TABLE in a read-only transaction\nrefused\n',
  });
});

it('reads where a database is, and refuses what is none', () => {
  expect(readDatabaseUrl('postgres://an%40a:p%3Aw@db.example/shop?sslmode=verify-full')).toEqual({
    host: 'db.example',
    port: 5432,
    user: 'an@a',
    password: 'p:w',
    name: 'shop',
    tls: 'verify',
  });
  expect(readDatabaseUrl('postgres://a@[::1]:6432')).toMatchObject({
    host: '::1',
    port: 6432,
    name: 'a',
    tls: 'none',
  });
  expect(readDatabaseUrl('mysql://db.example/shop')).toBeNull();
  expect(readDatabaseUrl('host=db.example')).toBeNull();
});
