import { z } from 'zod';
import { secretsFrom } from '../src/roles/secrets.ts';
import { wire } from '../src/roles/wire.ts';
import { readyUntilEnded } from './fork-ready.ts';
import { loadConfigFile } from './load-config-file.ts';
import { benchLog, connect } from './overhead-backends.ts';
import { instantRouter } from './overhead-router.ts';
import { runWorker } from './run-worker.ts';

/** The worker of the product in a process of its own; only its router and its metrics are made up. */
const { DATABASE_URL, REDIS_URL, BELAY_CONFIG } = z
  .object({ DATABASE_URL: z.string(), REDIS_URL: z.string(), BELAY_CONFIG: z.string() })
  .parse(process.env);
const clock = Date.now;
await using backends = await connect({ database: DATABASE_URL, redis: REDIS_URL }, clock);
const router = instantRouter(() => undefined);
const wired = wire({
  config: loadConfigFile(BELAY_CONFIG),
  commandEnvironment: {},
  secretOf: secretsFrom(process.env),
  publicUrl: null,
  clock,
  log: benchLog,
  ...backends,
  routerOf: () => router,
});
const stop = new AbortController();
const working = runWorker({ backends, queue: backends.queue, wired, clock }, stop.signal);
await readyUntilEnded(null);
stop.abort();
await working;
process.exit();
