import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import type { Instant } from '../core/time.ts';
import type { Queue } from '../ports/queue.ts';
import type { Store } from '../ports/store.ts';
import type { RouterOf } from './routers.ts';
import type { SecretOf } from './secrets.ts';

/** What bot and worker are made of. */
export interface Wiring {
  readonly config: Config;
  /** What local commands may see of this process's environment. */
  readonly commandEnvironment: Readonly<Record<string, string>>;
  /** Looks up a secret that belay.yml refers to. */
  readonly secretOf: SecretOf;
  /** The console's address as people type it; null when nobody said it. */
  readonly publicUrl: string | null;
  readonly clock: () => Instant;
  readonly log: Logger;
  readonly store: Store;
  readonly queue: Queue;
  readonly routerOf: RouterOf;
}
