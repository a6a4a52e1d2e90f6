import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { postgresInstalled, startPostgres } from '../demo/servers/postgres.ts';
import { programAt } from '../demo/servers/programs.ts';
import { startRedis } from '../demo/servers/redis.ts';
import { openPostgresQueue } from '../src/adapters/queue/bullmq-postgres.ts';
import { openRedisQueue } from '../src/adapters/queue/bullmq-redis.ts';
import { openEmbedded } from '../src/adapters/store/pglite-pool.ts';
import { openPool } from '../src/adapters/store/postgres-pool.ts';
import { openStore } from '../src/adapters/store/postgres-store.ts';
import type { Instant } from '../src/core/time.ts';
import type { Queue } from '../src/ports/queue.ts';
import type { Store } from '../src/ports/store.ts';

/** A store and the queue beside it, as Belay opens them. */
export interface Backends extends AsyncDisposable {
  readonly store: Store;
  readonly queue: Queue;
}

export const benchLog = pino({ level: 'error' });

export function serversInstalled(): boolean {
  return postgresInstalled() && programAt('redis-server') !== null;
}

/** Servers of their own: PostgreSQL writes to disk before it acknowledges, Redis every second. */
export async function openServers(clock: () => Instant): Promise<Backends> {
  await using opening = new AsyncDisposableStack();
  const postgres = opening.use(await startPostgres({ fsync: true }));
  const redis = opening.use(await startRedis({ more: ['--appendfsync', 'everysec'] }));
  const { store, queue } = opening.use(await connect({ database: postgres.url, redis: redis.url }, clock));
  const opened = opening.move();
  return { store, queue, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

/** On servers that run already. */
export async function connect(
  { database, redis }: { readonly database: string; readonly redis: string },
  clock: () => Instant,
): Promise<Backends> {
  await using opening = new AsyncDisposableStack();
  const pool = opening.adopt(
    openPool(database, () => undefined),
    (open) => open.end(),
  );
  const store = opening.use(await openStore(pool));
  const queue = opening.use(await openRedisQueue(redis, benchLog, clock));
  const opened = opening.move();
  return { store, queue, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

/** Everything on the embedded database. */
export async function openInProcess(clock: () => Instant): Promise<Backends> {
  await using opening = new AsyncDisposableStack();
  const folder = opening.adopt(await mkdtemp(join(tmpdir(), 'belay-bench-')), (dir) =>
    rm(dir, { recursive: true }),
  );
  const embedded = opening.use(await openEmbedded(folder, () => undefined));
  const store = opening.use(await openStore(embedded.pool));
  const queue = opening.use(await openPostgresQueue(embedded.pool, benchLog, clock));
  const opened = opening.move();
  return { store, queue, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}
