import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { runJob } from '../../handlers/jobs/work.ts';
import { openEmbedded } from '../../src/adapters/store/pglite-pool.ts';
import { openStore } from '../../src/adapters/store/postgres-store.ts';
import type { Config } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { Speaker } from '../../src/core/access/access.ts';
import { Failure } from '../../src/core/failure.ts';
import { PersonId, RolloutId } from '../../src/core/ids.ts';
import type { Reply } from '../../src/core/reply.ts';
import type { RolloutEvent } from '../../src/core/rollout/events.ts';
import type { Job, Queue } from '../../src/ports/queue.ts';
import type { Router, TrafficMetrics } from '../../src/ports/router.ts';
import type { Store } from '../../src/ports/store.ts';
import type { SecretOf } from '../../src/roles/secrets.ts';
import { wire } from '../../src/roles/wire.ts';
import { makeStoreFolder } from '../builders/store-folder.ts';

/** Bot and worker as they are wired together, on a real embedded store; the test is the clock and the queue. */
export interface World extends AsyncDisposable {
  readonly config: Config;
  readonly store: Store;
  readonly wired: ReturnType<typeof wire>;
  /** Jobs that were put in and not taken yet. */
  readonly jobs: { readonly job: Job; readonly at: number }[];
  readonly faults: Faults;
  now(): number;
  later(millis: number): void;
  speaker(person: string): Speaker;
  say(text: string, person?: string): Promise<Reply>;
  /** Says it, and gives the rollout that it was about. */
  rolloutOf(text: string, person?: string): Promise<RolloutId>;
  /** Does every job whose time has come, and those that they put in, until none is left. */
  work(): Promise<void>;
  /** Jumps from job to job until the test has what it wants, for an hour of the world's time at most. */
  workUntil(done: () => Promise<boolean>): Promise<void>;
  events(id: RolloutId): Promise<readonly RolloutEvent[]>;
  kinds(id: RolloutId): Promise<readonly RolloutEvent['kind'][]>;
}

export interface Faults {
  /** The store takes no events, or none of this kind. */
  append: boolean | RolloutEvent['kind'];
  /** The queue takes no jobs. */
  queue: boolean;
  /** The store answers nothing at all; `silent` does not even say so, and does later what it was asked. */
  store: boolean | 'silent';
}

export async function openWorld(
  configuration: string,
  router: Router & TrafficMetrics,
  secretOf: SecretOf = () => 'secret',
): Promise<World> {
  const loaded = loadConfig('belay.yml', () => configuration);
  if (loaded.kind === 'invalid')
    throw new Error(loaded.diagnostics.map(({ sentence }) => sentence).join('\n'));
  const dir = await mkdtemp(join(tmpdir(), 'belay-world-'));
  await makeStoreFolder(dir);
  const embedded = await openEmbedded(dir, () => undefined);
  const real = await openStore(embedded.pool);
  const faults: Faults = { append: false, queue: false, store: false };
  const store: Store = {
    ...unreachable(real, faults),
    append: (append) =>
      refuses(faults, append.events)
        ? Promise.reject(unwritable())
        : reach(faults, () => real.append(append)),
  };
  const jobs: { job: Job; at: number }[] = [];
  const queue: Queue = {
    add: async (job, at) => {
      if (faults.queue) throw unwritable();
      jobs.push({ job, at });
    },
    work: () => ({ [Symbol.asyncDispose]: async () => undefined }),
    [Symbol.asyncDispose]: async () => undefined,
  };
  let time = Date.now();
  const clock = () => time;
  const log = pino({ level: 'silent' });
  const { config } = loaded;
  const wired = wire({
    config,
    commandEnvironment: {},
    secretOf,
    publicUrl: null,
    clock,
    log,
    store,
    queue,
    routerOf: () => router,
  });

  function speaker(person: string): Speaker {
    const found = config.people.find(({ id }) => id === person);
    if (found === undefined) return { person: PersonId.parse(person), name: person, roles: [] };
    return { person: found.id, name: found.name, roles: found.roles };
  }

  const say = (text: string, person = 'bo') =>
    wired.speak({ text, speaker: speaker(person), place: 'console' });

  async function work(): Promise<void> {
    for (;;) {
      const next = jobs.findIndex(({ at }) => at <= time);
      const [taken] = next === -1 ? [] : jobs.splice(next, 1);
      if (taken === undefined) return;
      await runJob(wired.jobs, taken.job, AbortSignal.timeout(60_000));
      await wired.jobs.deliver.lanes.idle();
    }
  }

  const events = async (id: RolloutId) => (await store.events(id)).map(({ event }) => event);
  return {
    config,
    store,
    wired,
    jobs,
    faults,
    now: clock,
    later: (millis) => {
      time += millis;
    },
    speaker,
    say,
    async rolloutOf(text, person) {
      const reply = await say(text, person);
      if (reply.kind !== 'done' || reply.rollout === null)
        throw new Error(`${text}: ${JSON.stringify(reply)}`);
      return RolloutId.parse(reply.rollout);
    },
    work,
    async workUntil(done) {
      const ends = time + 3_600_000;
      await work();
      while (!(await done())) {
        const next = Math.min(...jobs.map(({ at }) => at));
        if (next > ends) throw new Error('it never came to that');
        time = Math.max(time, next);
        await work();
      }
    },
    events,
    kinds: async (id) => (await events(id)).map(({ kind }) => kind),
    async [Symbol.asyncDispose]() {
      await embedded[Symbol.asyncDispose]();
      await rm(dir, { recursive: true });
    },
  };
}

/** What goes through the store's own functions while it can be cut off. */
function unreachable(real: Store, faults: Faults): Store {
  return {
    ...real,
    events: (...asked) => reach(faults, () => real.events(...asked)),
    readOn: (...asked) => reach(faults, () => real.readOn(...asked)),
    find: (...asked) => reach(faults, () => real.find(...asked)),
    owner: (...asked) => reach(faults, () => real.owner(...asked)),
    owning: () => reach(faults, () => real.owning()),
    queued: (...asked) => reach(faults, () => real.queued(...asked)),
    recent: (...asked) => reach(faults, () => real.recent(...asked)),
    due: (...asked) => reach(faults, () => real.due(...asked)),
    schedule: (...asked) => reach(faults, () => real.schedule(...asked)),
    stable: (...asked) => reach(faults, () => real.stable(...asked)),
  };
}

async function reach<T>(faults: Faults, work: () => Promise<T>): Promise<T> {
  while (faults.store === 'silent') await sleep(10);
  if (!faults.store) return work();
  const sentence = 'The store cannot be reached. Check that the database runs.';
  return Promise.reject(new Failure('store-unreachable', sentence, { retryable: true }));
}

function unwritable(): Failure {
  return new Failure('store-unwritable', 'The disk is full; nothing new is recorded. Free disk space.', {
    retryable: true,
  });
}

function refuses({ append }: Faults, events: readonly RolloutEvent[]): boolean {
  return append === true || events.some(({ kind }) => kind === append);
}
