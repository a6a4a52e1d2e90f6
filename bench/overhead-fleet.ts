import { runJob } from '../handlers/jobs/work.ts';
import type { Config } from '../src/config/config.ts';
import { RolloutId } from '../src/core/ids.ts';
import type { Instant } from '../src/core/time.ts';
import type { Queue } from '../src/ports/queue.ts';
import type { AnyRouter } from '../src/roles/routers.ts';
import type { SecretOf } from '../src/roles/secrets.ts';
import { wire } from '../src/roles/wire.ts';
import { serviceNames } from './fleet-configuration.ts';
import { type Backends, benchLog } from './overhead-backends.ts';

/** Many services, each with a rollout that is being observed. */
export interface Fleet {
  readonly wired: ReturnType<typeof wire>;
  readonly rollouts: readonly RolloutId[];
}

export interface FleetParts {
  readonly backends: Backends;
  readonly queue: Queue;
  readonly router: AnyRouter;
  /** Of that many services; see `fleetConfiguration`. */
  readonly config: Config;
  readonly size: number;
  /** Looks up the secrets of its places; for those that have none when left out. */
  readonly secretOf?: SecretOf;
  readonly clock: () => Instant;
  /** Lets the clock of the benchmark jump. */
  readonly later: (millis: number) => void;
}

/** Starts a rollout of each service and looks at it until canary has its first share of the traffic. */
export async function openFleet(parts: FleetParts): Promise<Fleet> {
  const { backends, router, clock, size, config } = parts;
  const seeding = { ...backends.queue, add: async () => undefined };
  const wiring = {
    config,
    commandEnvironment: {},
    secretOf: parts.secretOf ?? (() => ''),
    publicUrl: null,
    clock,
    log: benchLog,
    store: backends.store,
  };
  const seed = wire({ ...wiring, queue: seeding, routerOf: () => router });
  const [ana] = config.people;
  if (ana === undefined) throw new TypeError('nobody may deploy');
  const speaker = { person: ana.id, name: ana.name, roles: ana.roles };
  const rollouts = await inParts(serviceNames(size), async (service) => {
    const reply = await seed.speak({ text: `deploy ${service} v2`, speaker, place: 'console' });
    if (reply.kind !== 'done' || reply.rollout === null) throw new TypeError(JSON.stringify(reply));
    return RolloutId.parse(reply.rollout);
  });
  for (let look = 0; look < 3; look += 1) {
    parts.later(1000);
    await inParts(rollouts, (rollout) =>
      runJob(seed.jobs, { kind: 'advance', rollout }, AbortSignal.timeout(60_000)),
    );
  }
  await forgetMessages(backends, clock);
  return { wired: wire({ ...wiring, queue: parts.queue, routerOf: () => router }), rollouts };
}

/** What was to be said of the beginning is no part of what is measured. */
async function forgetMessages({ store }: Backends, clock: () => Instant): Promise<void> {
  for (;;) {
    const rows = await store.pending(clock(), 500);
    if (rows.length === 0) return;
    await inParts(rows, async ({ id }) => {
      await store.row(id);
      await store.delivered(id, clock());
    });
  }
}

async function inParts<I, O>(items: readonly I[], each: (item: I) => Promise<O>): Promise<readonly O[]> {
  const done: O[] = [];
  for (let from = 0; from < items.length; from += 50) {
    done.push(...(await Promise.all(items.slice(from, from + 50).map(each))));
  }
  return done;
}
