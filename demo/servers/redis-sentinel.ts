import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from './free-port.ts';
import { installed } from './programs.ts';
import { type RedisServer, startRedis } from './redis.ts';
import { startProcess } from './server-process.ts';

export interface RedisSentinel extends AsyncDisposable {
  readonly url: string;
  readonly primary: RedisServer;
  readonly replica: RedisServer;
}

/** A primary named `belay`, its replica, and one Sentinel that makes the replica primary a second after a death. */
export async function startRedisSentinel(): Promise<RedisSentinel> {
  await using starting = new AsyncDisposableStack();
  const primary = starting.use(await startRedis());
  const replicaof = ['--replicaof', `127.0.0.1 ${primary.port}`];
  const replica = starting.use(await startRedis({ more: replicaof }));
  const dir = mkdtempSync(join(tmpdir(), 'belay-sentinel-'));
  starting.defer(() => rmSync(dir, { recursive: true }));
  const port = await freePort();
  const settings = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${dir}`,
    `sentinel monitor belay 127.0.0.1 ${primary.port} 1`,
    'sentinel down-after-milliseconds belay 1000',
    'sentinel failover-timeout belay 3000',
  ];
  const file = join(dir, 'sentinel.conf');
  writeFileSync(file, `${settings.join('\n')}\n`);
  const args = [file, '--sentinel'];
  const sentinel = await startProcess(installed('redis-server'), args, () => knowsReplica(port));
  starting.defer(() => sentinel.end('SIGKILL'));
  const started = starting.move();
  return {
    url: `redis+sentinel://127.0.0.1:${port}/belay`,
    primary,
    replica,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

async function knowsReplica(port: number): Promise<void> {
  const client = new Redis({ port, host: '127.0.0.1', lazyConnect: true, retryStrategy: () => null });
  client.on('error', () => {});
  try {
    await client.connect();
    const replicas = await client.call('SENTINEL', 'REPLICAS', 'belay');
    if (!Array.isArray(replicas) || replicas.length === 0) throw new Error('no replica yet');
  } finally {
    client.disconnect();
  }
}
