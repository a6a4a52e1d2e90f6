import type { Logger } from 'pino';
import type { SignalSource } from '../../handlers/http/routes/signals.ts';
import type { Config } from '../config/config.ts';
import type { Env } from '../config/env.ts';
import type { Instant } from '../core/time.ts';
import type { Examine } from '../ports/examine.ts';
import type { Queue } from '../ports/queue.ts';
import type { Store } from '../ports/store.ts';
import { openBackend, refuseAlone } from './backend.ts';
import { type Bot, openBot } from './bot.ts';
import type { DataFolder } from './data-folder.ts';
import { keepExaminingUntil } from './keep-examining.ts';
import { openKillSecret } from './kill-secret.ts';
import type { ProxyProcess } from './proxy-process.ts';
import { openRouters } from './routers.ts';
import type { SecretOf } from './secrets.ts';
import { openSignalSources } from './signal-sources.ts';
import { wire } from './wire.ts';
import { openWorker } from './worker.ts';

/** `bot` hears people, `worker` does the work, `all` is both in one process. */
export type RoleName = 'all' | 'bot' | 'worker';

export interface RoleParts {
  readonly config: Config;
  readonly data: DataFolder;
  readonly env: Pick<Env, 'databaseUrl' | 'redisUrl' | 'sessionKey'>;
  readonly listen: { readonly host: string; readonly port: number };
  readonly publicUrl: string | null;
  /** The embedded proxy of this machine; null when none runs. */
  readonly proxy: ProxyProcess | null;
  readonly pageFolder: string;
  /** What local commands may see of this process's environment. */
  readonly commandEnvironment: Readonly<Record<string, string>>;
  /** Looks up a secret that belay.yml refers to. */
  readonly secretOf: SecretOf;
  /** What is looked at at the start and from time to time. */
  readonly examines: readonly Examine[];
  readonly log: Logger;
}

/** A role with everything that both of them stand on. */
export interface Opened extends RoleParts {
  readonly role: RoleName;
  readonly store: Store;
  readonly queue: Queue;
  readonly clock: () => Instant;
  readonly signalSources: readonly SignalSource[];
  /** The bearer token of the kill switch; null when belay.yml has none. */
  readonly killSecret: string | null;
  readonly wired: ReturnType<typeof wire>;
}

export interface Running extends AsyncDisposable {
  /** Null for a worker: nobody speaks to it. */
  readonly bot: Pick<Bot, 'url' | 'loginUrl'> | null;
}

/** @throws Failure store-locked, store-unwritable, store-unreachable, port-in-use, config-invalid, secret-missing */
export async function openRole(role: RoleName, parts: RoleParts): Promise<Running> {
  if (role !== 'all') refuseAlone(role, parts.env);
  const signalSources = role === 'worker' ? [] : openSignalSources(parts.config, parts.secretOf);
  const killSecret = role === 'worker' ? null : openKillSecret(parts.config, parts.secretOf);
  await using opening = new AsyncDisposableStack();
  const backend = opening.use(await openBackend(parts.env, parts.data, parts.log));
  const clock = backend.clock.now;
  const { routerOf } = opening.use(openRouters({ ...parts, clock }));
  const stop = new AbortController();
  const loops = [
    backend.clock.followUntil(stop.signal),
    keepExaminingUntil(parts.examines, parts.log, stop.signal),
  ];
  opening.defer(async () => {
    stop.abort();
    await Promise.all(loops);
  });
  const { store, queue } = backend;
  const wired = wire({ ...parts, clock, store, queue, routerOf });
  const opened: Opened = { ...parts, role, store, queue, clock, signalSources, killSecret, wired };
  const bot = role === 'worker' ? null : opening.use(await openBot(opened));
  if (role !== 'bot') opening.use(await openWorker(opened));
  const open = opening.move();
  return { bot, [Symbol.asyncDispose]: () => open.disposeAsync() };
}
