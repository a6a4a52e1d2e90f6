import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postgresInstalled } from '../../demo/servers/postgres.ts';
import { programAt } from '../../demo/servers/programs.ts';
import { openEmbedded } from '../../src/adapters/store/pglite-pool.ts';
import { openPool } from '../../src/adapters/store/postgres-pool.ts';
import { openStore } from '../../src/adapters/store/postgres-store.ts';
import { PlaceName, RolloutId } from '../../src/core/ids.ts';
import type { Recorded } from '../../src/core/rollout/events.ts';
import type { PostedMessage, Store } from '../../src/ports/store.ts';
import { startBelay } from '../e2e/belay.ts';
import { type Member, startCluster } from '../e2e/cluster.ts';
import { configuration, type TestService } from '../e2e/configuration.ts';
import type { Conversation } from '../e2e/conversation.ts';
import { onlyOnce } from '../e2e/once.ts';
import { runBelay } from '../e2e/process.ts';
import { type Random, seeded } from '../e2e/random.ts';
import { endsRightly, openShop, type Release } from '../e2e/releases.ts';

const kills = Number(process.env['BELAY_CRASH_KILLS'] ?? 5);
const seed = Number(process.env['BELAY_CRASH_SEED'] ?? Date.now() % 1_000_000);
const place = PlaceName.parse('console');
const longestRun = 60_000 + kills * 15_000;

/** A system that can lose a process and gets it back. */
interface Mortal extends Conversation, AsyncDisposable {
  readonly variables: Readonly<Record<string, string>>;
  /** Kills one of its processes. @returns which */
  kill(random: Random): Promise<string>;
  /** Resolves when everything that was killed runs again. */
  whole(): Promise<void>;
  stop(): Promise<void>;
  openStore(stack: AsyncDisposableStack): Promise<Store>;
}

const embedded = { name: 'embedded', open: openOnePiece, runs: true, killsRouter: true };
const servers = {
  name: 'PostgreSQL and Redis',
  open: openOnServers,
  runs: postgresInstalled() && programAt('redis-server') !== null,
  killsRouter: false,
};

for (const backend of [embedded, servers]) {
  describe.runIf(backend.runs)(`processes killed again and again: ${backend.name}`, () => {
    const opened = new AsyncDisposableStack();
    let releases: readonly Release[] = [];
    const lives = new Map<string, { events: readonly Recorded[]; thread: readonly PostedMessage[] }>();
    let unsaid: readonly unknown[] = [];
    let verified: { code: number | null; out: string; err: string };

    beforeAll(async () => {
      const shop = opened.use(await openShop());
      const system = opened.use(await backend.open(shop.services));
      const over = new AbortController();
      const [victims, released] = await Promise.all([
        killAll(system, seeded(seed)).finally(() => over.abort()),
        shop.releaseUntil(system, over.signal),
      ]);
      releases = released;
      // A document whose writer was killed is written anew once its lease is over.
      await sleep(15_000);
      await system.stop();
      verified = await runBelay(['audit', 'verify', '--json'], system.variables).finished;
      await using stack = new AsyncDisposableStack();
      const store = await system.openStore(stack);
      for (const { id } of releases) {
        const rollout = RolloutId.parse(id);
        lives.set(id, {
          events: await store.events(rollout),
          thread: await store.messages.thread(place, rollout),
        });
      }
      unsaid = await store.pending(Date.now() + 3_600_000, 100);
      tell(backend.name, victims, releases);
    }, longestRun);

    afterAll(() => opened.disposeAsync());

    it('brings every rollout to its right end', () => {
      const wrong = releases.filter((release) => !endsRightly(release));
      expect(wrong.filter(({ id }) => !(backend.killsRouter && routerWasAway(id)))).toEqual([]);
      expect(new Set(releases.map(({ service }) => service)).size).toBe(4);
    });

    it('lets nothing happen twice that can happen once', () => {
      for (const { events } of lives.values()) {
        const once = events.flatMap(({ event }) => onlyOnce(event));
        expect(once).toEqual([...new Set(once)]);
      }
    });

    it('runs what prepares a release to its end, and counts two approvals of two people', () => {
      for (const { id, service } of releases.filter(endsRightly)) {
        const kinds = eventsOf(id).map(({ event }) => event.kind);
        if (service === 'prepared') expect(kinds.filter((kind) => kind === 'step-finished')).toHaveLength(1);
        if (service === 'gated') expect(kinds.filter((kind) => kind === 'approved')).toHaveLength(2);
      }
    });

    it('says everything once: one card, and each line', () => {
      expect(unsaid).toEqual([]);
      for (const [id, { events, thread }] of lives) {
        expect(thread.filter(({ kind }) => kind === 'card')).toHaveLength(1);
        const said = thread.filter(({ kind }) => kind === 'line').map(({ key }) => key);
        expect(said).toEqual([...new Set(said)]);
        const spoken = events.filter(({ event }) => alwaysSaid.has(event.kind));
        expect(said).toEqual(expect.arrayContaining(spoken.map(({ seq }) => `line/${id}/${seq}/${place}`)));
      }
    });

    it('keeps a log that is as it was written, and tables that follow from it', () => {
      expect({ code: verified.code, err: verified.err }).toEqual({ code: 0, err: '' });
      expect(JSON.parse(verified.out)).toMatchObject({ problems: [] });
    });

    it('sends nobody to a broken version any more once it has said safe, sticky visitors included', () => {
      const broken = releases.filter(({ service }) => service === 'broken');
      for (const { id, broke } of broken) {
        const safe = eventsOf(id).find(({ event }) => event.kind === 'safe');
        // One that went back before it could break was not visited, or not long.
        if (broke === null) expect(routerWasAway(id)).toBe(true);
        else expect(broke.lastSent).toBeLessThan((safe?.at ?? 0) + clocksDiffer);
      }
    });

    /** A rollout that must shift while the proxy is dead for too long goes back, as it says. */
    function routerWasAway(id: string): boolean {
      return eventsOf(id).some(
        ({ event }) => event.kind === 'rollback-ordered' && event.cause.kind === 'router',
      );
    }

    function eventsOf(id: string): readonly Recorded[] {
      return lives.get(id)?.events ?? [];
    }
  });
}

/** Milliseconds; the processes reckon with the database's clock, which on one machine is the same but for the reading. */
const clocksDiffer = 100;

const alwaysSaid: ReadonlySet<string> = new Set([
  'requested',
  'started',
  'approval-requested',
  'approved',
  'rollback-ordered',
  'safe',
  'rolled-back',
  'completed',
]);

interface Victim {
  readonly name: string;
  readonly at: number;
}

async function killAll(system: Mortal, random: Random): Promise<readonly Victim[]> {
  const victims: Victim[] = [];
  while (victims.length < kills) {
    // Killed each time before anything was done, on a busy machine a system could come to no end; now and then it is.
    if (random.oneOf([true, true, false])) await progress(system);
    await sleep(random.between(500, 2500));
    const name = await system.kill(random);
    victims.push({ name, at: Date.now() });
  }
  await system.whole();
  return victims;
}

/** Resolves when something has happened to a rollout since it was asked. */
async function progress(system: Conversation): Promise<void> {
  const written = async () => {
    const cards = await system.cards().catch(() => null);
    return cards === null ? null : cards.reduce((sum, { seq }) => sum + seq, 0);
  };
  let before: number | null = null;
  const ends = Date.now() + 60_000;
  while (Date.now() < ends) {
    const now = await written();
    if (now !== null && before !== null && now !== before) return;
    before ??= now;
    await sleep(100);
  }
}

/** Server and proxy of `belay start`, which starts both again by itself. */
async function openOnePiece(services: readonly TestService[]): Promise<Mortal> {
  const belay = await startBelay(configuration(services), { BELAY_LOG_LEVEL: 'error' });
  const pids = { server: belay.serverPid, proxy: belay.proxyPid };
  const killed = new Set<number>();
  const alive = async (name: keyof typeof pids): Promise<number> => {
    for (;;) {
      const pid = readPid(pids[name]);
      if (pid !== null && !killed.has(pid)) return pid;
      await sleep(50);
    }
  };
  return {
    ...belay,
    async kill(random) {
      const name = random.oneOf<keyof typeof pids>(['server', 'server', 'proxy']);
      const pid = await alive(name);
      killed.add(pid);
      process.kill(pid, 'SIGKILL');
      return name;
    },
    async whole() {
      while ((await belay.cards().catch(() => null)) === null) await sleep(100);
    },
    stop: async () => void (await belay.stop()),
    async openStore(stack) {
      const { pool } = stack.use(await openEmbedded(join(belay.folder, 'data/store'), () => undefined));
      return stack.use(await openStore(pool));
    },
  };
}

/** @returns null while the file is just being written */
function readPid(read: () => number): number | null {
  try {
    return read();
  } catch {
    return null;
  }
}

/** A bot and two workers; who is killed is started again after a while, as whatever keeps containers would. */
async function openOnServers(services: readonly TestService[]): Promise<Mortal> {
  const cluster = await startCluster(services);
  const returning = new Set<Promise<void>>();
  return {
    ...cluster,
    async kill(random) {
      for (;;) {
        const member = random.oneOf<Member>(['bot-0', 'worker-0', 'worker-1']);
        const after = random.between(0, 1500);
        if (cluster.pid(member) === null) {
          await sleep(50);
          continue;
        }
        await cluster.kill(member);
        const back = sleep(after).then(() => cluster.start(member));
        // One that is killed again before it was ready comes back by that kill.
        const settled = back.catch(() => undefined).finally(() => returning.delete(settled));
        returning.add(settled);
        return member;
      }
    },
    whole: async () => void (await Promise.all(returning)),
    stop: async () => void (await Promise.all(cluster.members.map((member) => cluster.stop(member)))),
    async openStore(stack) {
      const pool = stack.adopt(
        openPool(cluster.postgres.url, () => undefined),
        (open) => open.end(),
      );
      return stack.use(await openStore(pool));
    },
  };
}

/** Figures for people; a busy machine must not fail a test by its time. */
function tell(name: string, victims: readonly Victim[], releases: readonly Release[]): void {
  const counted: Record<string, number> = {};
  for (const victim of victims) counted[victim.name] = (counted[victim.name] ?? 0) + 1;
  const breaches = releases.flatMap(({ broke }) => (broke === null ? [] : [breachOf(broke, victims)]));
  console.info(
    JSON.stringify({
      crash: name,
      seed,
      kills: counted,
      rollouts: releases.length,
      // From the first failed response to the last request that the broken version accepted.
      breach_ms: spread(breaches.map(({ ms }) => ms)),
      breach_ms_with_one_kill_at_most: spread(breaches.filter((one) => one.kills <= 1).map(({ ms }) => ms)),
    }),
  );
}

function breachOf({ at, lastHit }: NonNullable<Release['broke']>, victims: readonly Victim[]) {
  // Who was killed just before it broke is not back yet.
  const meanwhile = victims.filter((victim) => victim.at > at - takeover && victim.at < lastHit);
  return { ms: lastHit - at, kills: meanwhile.length };
}

const takeover = 5000;

function spread(values: readonly number[]) {
  const sorted = values.toSorted((a, b) => a - b);
  return { n: sorted.length, p50: sorted[Math.floor(sorted.length / 2)] ?? null, max: sorted.at(-1) ?? null };
}
