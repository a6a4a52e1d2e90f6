import { openPostgresQueue } from '../adapters/queue/bullmq-postgres.ts';
import { openRedisQueue } from '../adapters/queue/bullmq-redis.ts';
import { databaseTime } from '../adapters/store/database-time.ts';
import { openEmbedded } from '../adapters/store/pglite-pool.ts';
import { openPool } from '../adapters/store/postgres-pool.ts';
import { openStore } from '../adapters/store/postgres-store.ts';
import type { Env } from '../config/env.ts';
import { Failure } from '../core/failure.ts';
import type { Log } from '../ports/log.ts';
import type { Queue } from '../ports/queue.ts';
import type { Store } from '../ports/store.ts';
import type { DataFolder } from './data-folder.ts';
import { machineClock } from './machine-clock.ts';
import { followClock, type SharedClock } from './shared-clock.ts';

/** What bots and workers share: the store, the queues, and what time it is. */
export interface Backend extends AsyncDisposable {
  readonly store: Store;
  readonly queue: Queue;
  readonly clock: SharedClock;
}

type Shared = Pick<Env, 'databaseUrl' | 'redisUrl'>;

/**
 * PostgreSQL where DATABASE_URL says, else the embedded one in the data folder; queues on Redis where REDIS_URL says,
 * else on the same database.
 * @throws Failure store-locked, store-unwritable, store-unreachable
 */
export async function openBackend(env: Shared, data: DataFolder, log: Log): Promise<Backend> {
  await using opening = new AsyncDisposableStack();
  const pool = await openDatabase(env, data, log, opening);
  const store = opening.use(await openStore(pool));
  const clock =
    env.databaseUrl === null ? machineClock(log) : await followClock(() => databaseTime(pool), log);
  const queue = opening.use(
    env.redisUrl === null
      ? await openPostgresQueue(pool, log, clock.now)
      : await openRedisQueue(env.redisUrl, log, clock.now),
  );
  const opened = opening.move();
  return { store, queue, clock, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

/** The store alone, for looking into it. @throws Failure store-locked, store-unwritable, store-unreachable */
export async function openStoreOnly(
  env: Shared,
  data: DataFolder,
  log: Pick<Log, 'warn'>,
): Promise<Store & AsyncDisposable> {
  await using opening = new AsyncDisposableStack();
  const store = opening.use(await openStore(await openDatabase(env, data, log, opening)));
  const opened = opening.move();
  return { ...store, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

async function openDatabase(
  { databaseUrl }: Shared,
  data: DataFolder,
  log: Pick<Log, 'warn'>,
  opening: AsyncDisposableStack,
) {
  const told = (sentence: string) => log.warn({}, sentence);
  if (databaseUrl === null) return opening.use(await openEmbedded(data.store, told)).pool;
  return opening.adopt(openPool(databaseUrl, told), (open) => open.end());
}

/** The embedded database has room for one process: several share a server. */
export function refuseAlone(role: 'bot' | 'worker', { databaseUrl }: Shared): void {
  if (databaseUrl !== null) return;
  throw new Failure(
    'config-invalid',
    `\`belay ${role}\` is one of several processes and shares a database with them, so it needs DATABASE_URL. Without one, \`belay start\` runs everything on this machine.`,
    { retryable: false },
  );
}
