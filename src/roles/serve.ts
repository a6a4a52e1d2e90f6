import type { Logger } from 'pino';
import { commands } from '../../commands/registry.ts';
import { startHttp } from '../../handlers/http/server.ts';
import { keepStableOnce, keepStableUntil } from '../../handlers/jobs/keep-stable.ts';
import { sweepUntil } from '../../handlers/jobs/sweep.ts';
import { runJob, work } from '../../handlers/jobs/work.ts';
import { openPostgresQueue } from '../adapters/queue/bullmq-postgres.ts';
import { openEmbedded } from '../adapters/store/pglite-pool.ts';
import { openStore } from '../adapters/store/postgres-store.ts';
import { createEmbeddedRouter } from '../adapters/traffic/embedded-router.ts';
import type { Config } from '../config/config.ts';
import { keepCheckpointUntil } from './checkpoint.ts';
import type { DataFolder } from './data-folder.ts';
import { operatorSession } from './operator-session.ts';
import type { ProxyProcess } from './proxy-process.ts';
import { newErrorId } from './random-ids.ts';
import { wire } from './wire.ts';

export interface ServeParts {
  readonly config: Config;
  readonly data: DataFolder;
  readonly listen: { readonly host: string; readonly port: number };
  readonly publicUrl: string | null;
  readonly proxy: ProxyProcess;
  readonly pageFolder: string;
  /** What local commands may see of this process's environment. */
  readonly commandEnvironment: Readonly<Record<string, string>>;
  readonly log: Logger;
}

export interface Serving extends AsyncDisposable {
  readonly url: string;
  /** Signs the operator in, for as long as a session lasts. */
  readonly loginUrl: string | null;
}

const clock = () => Date.now();

/** Bot and worker in one process: store, queue, jobs and the console. */
export async function serve(parts: ServeParts): Promise<Serving> {
  const { config, data, log } = parts;
  await using opening = new AsyncDisposableStack();
  const embedded = opening.use(await openEmbedded(data.store, (sentence) => log.warn(sentence)));
  const store = opening.use(await openStore(embedded.pool));
  const queue = opening.use(await openPostgresQueue(embedded.pool, log));
  const stop = new AbortController();
  const router = createEmbeddedRouter(parts.proxy);
  const shared = wire({ ...parts, clock, store, queue, router });
  const http = opening.use(
    await startHttp({ ...shared, ...parts, store, commands, key: data.sessionKey(), newErrorId, clock }),
  );
  await keepStableOnce(shared.keepStable);
  opening.use(work({ queue, ...shared.jobs }));
  const operator = operatorSession({ config, data, clock, log }, http.url);
  const loops = [
    sweepUntil(
      {
        index: store,
        outbox: store,
        queue,
        run: (job) => runJob(shared.jobs, job, stop.signal),
        running: new Set(),
        clock,
        log,
      },
      stop.signal,
    ),
    keepStableUntil(shared.keepStable, stop.signal),
    shared.changes.watch(stop.signal),
    keepCheckpointUntil({ data, audit: store, log }, stop.signal),
    operator?.renewUntil(stop.signal),
  ];
  opening.defer(async () => {
    stop.abort();
    await Promise.all(loops);
  });
  const opened = opening.move();
  return {
    url: http.url,
    loginUrl: operator?.loginAt(parts.publicUrl ?? http.url) ?? null,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
