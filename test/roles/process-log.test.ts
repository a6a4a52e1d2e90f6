import { expect, it, vi } from 'vitest';
import { programAt } from '../../demo/servers/programs.ts';
import { startRedis } from '../../demo/servers/redis.ts';
import { openRedisQueue } from '../../src/adapters/queue/bullmq-redis.ts';
import { openPool } from '../../src/adapters/store/postgres-pool.ts';
import { processLog } from '../../src/roles/process-log.ts';

/** A log and what it wrote. */
function writing() {
  const lines: string[] = [];
  return { lines, log: processLog('trace', { write: (line: string) => void lines.push(line) }) };
}

const password = 'wr0ngSECRETpass';

it.skipIf(programAt('redis-server') === null)(
  'tells of a password that Redis refuses without telling the password',
  async () => {
    await using redis = await startRedis({ password: 'right' });
    const { lines, log } = writing();
    const url = `redis://:${password}@127.0.0.1:${redis.port}`;
    await using queue = await openRedisQueue(url, log, () => Date.now());
    await using _working = queue.work(async () => undefined, { concurrency: 1 });
    await vi.waitFor(() => expect(lines.join('')).toContain('WRONGPASS'), 10_000);
    expect(lines.join('')).not.toContain(password);
  },
);

it('tells of a database and of a metric server that do not answer without telling how Belay signs in there', async () => {
  const { lines, log } = writing();
  const urls = [`postgres://belay:${password}@127.0.0.1:1/belay`, `http://belay:${password}@127.0.0.1:1/`];
  const [database = '', metrics = ''] = urls;
  const pool = openPool(database, () => undefined);
  await pool.query('select 1').catch((err: unknown) => log.error({ err }, 'the database'));
  await pool.end();
  await fetch(metrics).catch((err: unknown) => log.error({ err }, 'metrics'));
  log.error({ err: new Error(`no ${metrics}`, { cause: new Error(database) }) }, `no ${database}`);
  expect(lines).toHaveLength(3);
  expect(lines.join('')).not.toContain(password);
  expect(lines[2]).toContain('no postgres://…@127.0.0.1:1/belay');
});

it('keeps of an error what people need, through all its causes', () => {
  const { lines, log } = writing();
  const cause = Object.assign(new TypeError('inner'), { code: 'E_INNER', command: { args: [password] } });
  log.error({ err: Object.assign(new Error('outer', { cause }), { config: { password } }) }, 'what for');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    msg: 'what for',
    err: {
      type: 'Error',
      message: 'outer',
      stack: expect.stringContaining('process-log.test.ts'),
      cause: { type: 'TypeError', message: 'inner', code: 'E_INNER' },
    },
  });
  expect(lines.join('')).not.toContain(password);
});
