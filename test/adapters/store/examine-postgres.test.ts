import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../../demo/servers/free-port.ts';
import { type PostgresServer, postgresInstalled, startPostgres } from '../../../demo/servers/postgres.ts';
import { examinePostgres } from '../../../src/adapters/store/examine-postgres.ts';
import { openPool } from '../../../src/adapters/store/postgres-pool.ts';
import { openStore } from '../../../src/adapters/store/postgres-store.ts';

describe.skipIf(!postgresInstalled())('what is found at a PostgreSQL', () => {
  let server: PostgresServer;
  let little: string;
  beforeAll(async () => {
    server = await startPostgres();
    little = await server.addUser('little', 's3cr@t');
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
  });

  async function found(url: string, clock = Date.now): Promise<string[]> {
    const findings = await examinePostgres(url, clock)();
    return findings.map(({ state, about, sentence }) => `${state} ${about}: ${sentence}`);
  }

  test('nothing is wrong, before and after Belay has made its schemas', async () => {
    const ok = [expect.stringMatching(/^ok PostgreSQL at 127\.0\.0\.1:\d+: PostgreSQL \d+ lets belay/)];
    expect(await found(server.url)).toEqual(ok);
    const pool = openPool(server.url, () => {});
    await (await openStore(pool))[Symbol.asyncDispose]();
    await pool.end();
    expect(await found(server.url)).toEqual(ok);
  });

  test.for([
    ['postgres://little:wr0ng@HOST/postgres', 'refuses little with this password'],
    ['postgres://nobody:wr0ng@HOST/postgres', 'refuses nobody with this password'],
    ['postgres://little@HOST/postgres', 'wants a password of little'],
    ['postgres://belay@HOST/missing', 'has no database missing'],
    ['postgres://belay@HOST/postgres?sslmode=verify-full', 'speaks without TLS'],
    ['postgres://belay@no-such-host.invalid/postgres', 'no machine named no-such-host.invalid'],
    ['postgres://belay:wr0ng@HOST:port/postgres', 'cannot be read'],
  ] as const)('%s', async ([url, reason]) => {
    const lines = await found(url.replace('HOST', `127.0.0.1:${server.port}`));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^error /);
    expect(lines[0]).toContain(reason);
    expect(lines[0]).not.toContain('wr0ng');
  });

  test('a port where nothing listens', async () => {
    const port = await freePort();
    expect(await found(`postgres://belay@127.0.0.1:${port}/postgres`)).toEqual([
      expect.stringMatching(/^error .*Nothing listens there/),
    ]);
  });

  test('a user who may make no schemas, and what to grant', async () => {
    expect(await found(little)).toEqual([
      expect.stringMatching(/^error .*GRANT CREATE ON DATABASE postgres TO little/),
    ]);
  });

  test('a clock away from ours', async () => {
    expect(await found(server.url, () => Date.now() - 90_000)).toEqual([
      expect.stringMatching(/^warning .*90\.\d s ahead of this machine's/),
    ]);
  });

  test('too few connections, read-only transactions, and a standby', async () => {
    await using small = await startPostgres({
      settings: ['max_connections=15', 'default_transaction_read_only=on'],
    });
    expect(await found(small.url)).toEqual([
      expect.stringMatching(/^error .*default_transaction_read_only/),
      expect.stringMatching(/^error .*allows 12 connections/),
    ]);
    await small.stop();
    small.becomeStandby();
    await small.start();
    expect((await found(small.url))[0]).toMatch(/^error .*is a standby and takes no writes/);
  });
});
