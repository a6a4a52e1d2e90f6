import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { startRole } from '../demo/role-process.ts';
import { startPostgres } from '../demo/servers/postgres.ts';
import { startRedis } from '../demo/servers/redis.ts';
import type { RolloutId } from '../src/core/ids.ts';
import type { Store } from '../src/ports/store.ts';
import { secretsFrom } from '../src/roles/secrets.ts';
import { configurationOf, openTowns, secretsOf, type Towns } from './ack-towns.ts';
import { parseFleet } from './fleet-configuration.ts';
import { forkReady } from './fork-ready.ts';
import { connect } from './overhead-backends.ts';
import { openFleet } from './overhead-fleet.ts';
import { instantRouter } from './overhead-router.ts';
import { spreadLooks } from './spread-looks.ts';

/**
 * Everything of one run. Servers, two `belay bot`, the worker and the bare libraries are processes of their own; this
 * one sends deliveries and plays Slack, Discord and GitHub.
 */
export interface AckRig extends AsyncDisposable {
  readonly towns: Towns;
  readonly store: Store;
  readonly rollouts: readonly RolloutId[];
  /** Addresses of the two bots; the first one holds Discord's gateway. */
  readonly bots: readonly [string, string];
  readonly bare: { readonly slack: string; readonly github: string };
}

const interval = 10_000;
/** Rollouts begin that long ago, so that their first looks are over when the clocks of the processes take over. */
const ago = 60_000;

export async function openAckRig(size: number, tell: (line: string) => void): Promise<AckRig> {
  await using opening = new AsyncDisposableStack();
  const folder = opening.adopt(mkdtempSync(join(tmpdir(), 'belay-bench-')), (dir) =>
    rmSync(dir, { recursive: true, force: true }),
  );
  const postgres = opening.use(await startPostgres({ fsync: true }));
  const redis = opening.use(await startRedis({ more: ['--appendfsync', 'everysec'] }));
  const towns = opening.use(await openTowns());
  const secrets = secretsOf(towns);
  const configuration = configurationOf(towns, size);
  const file = join(folder, 'belay.yml');
  writeFileSync(file, configuration);
  let clock = () => Date.now() - ago;
  const backends = opening.use(await connect({ database: postgres.url, redis: redis.url }, () => clock()));
  const { store, queue } = backends;
  tell(`starting ${size} rollouts`);
  const fleet = await openFleet({
    ...{ backends, queue, size },
    config: parseFleet(configuration),
    router: instantRouter(() => undefined),
    secretOf: secretsFrom(secrets),
    clock: () => clock(),
    later: (millis) => {
      const before = clock;
      clock = () => before() + millis;
    },
  });
  await spreadLooks(fleet, { index: store, queue, from: Date.now() + 5000, interval });
  const environment = {
    ...secrets,
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    BELAY_CONFIG: file,
    BELAY_SESSION_KEY: randomBytes(32).toString('hex'),
    BELAY_LOG_LEVEL: 'fatal',
  };
  opening.use(await forkReady(new URL('ack-worker.ts', import.meta.url), environment));
  const openBot = async (name: string) => {
    const own = { BELAY_DATA: join(folder, name), BELAY_PORT: '0' };
    const { signal } = new AbortController();
    return opening.use(await startRole('bot', { ...environment, ...own }, signal)).ready.url;
  };
  const first = await openBot('first');
  await until(() => towns.discord.gateway.connected() > 0 && towns.discord.state.commands.size > 0);
  const bots = [first, await openBot('second')] as const;
  const bare = opening.use(await forkReady(new URL('ack-bare.ts', import.meta.url), secrets));
  const opened = opening.move();
  return {
    ...{ towns, store, bots },
    rollouts: fleet.rollouts,
    bare: z.object({ slack: z.string(), github: z.string() }).parse(bare.said),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** @throws TypeError when it is not so within two minutes */
export async function until(isSo: () => boolean | Promise<boolean>, patience = 120_000): Promise<void> {
  const given = Date.now() + patience;
  while (!(await isSo())) {
    if (Date.now() > given) throw new TypeError(`waited in vain until ${isSo}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
