import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postgresInstalled } from '../../demo/servers/postgres.ts';
import { programAt } from '../../demo/servers/programs.ts';
import { openPool } from '../../src/adapters/store/postgres-pool.ts';
import { openStore } from '../../src/adapters/store/postgres-store.ts';
import { RolloutId } from '../../src/core/ids.ts';
import { freePorts, over } from '../e2e/belay.ts';
import { type Cluster, startCluster } from '../e2e/cluster.ts';
import { runBelay } from '../e2e/process.ts';
import { type CountedVersion, startCounted } from '../e2e/version.ts';
import { startVisitors, type Visitors } from '../e2e/visitors.ts';

const names = [
  'flushed',
  'emptied',
  'restarted',
  'unanswered',
  'hung',
  'asked',
  'surviving',
  'cut',
  'begun',
  'rolling',
] as const;
type Name = (typeof names)[number];

const frozenFor = Number(process.env['BELAY_OUTAGE_SECONDS'] ?? 6) * 1000;
const serversAreHere = postgresInstalled() && programAt('redis-server') !== null;

/** Nothing ends these but a person or a trigger. */
const lasting = {
  stages: [
    { weight: '20%', hold: '10m' },
    { weight: '100%', hold: '1s' },
  ],
  rollback_when: ['error-rate > 10% for 1s'],
};
/** Nothing but time moves these, so that what was not measured in an outage is no reason to go back. */
const passing = {
  stages: [
    { weight: '20%', hold: '2s' },
    { weight: '50%', hold: '2s' },
    { weight: '100%', hold: '500ms' },
  ],
  // biome-ignore lint/suspicious/noThenProperty: a word of the language, never a thenable.
  unmet: { extend_by: '1s', times: 50, then: 'roll_back' },
};

const plans: Readonly<Partial<Record<Name, Readonly<Record<string, unknown>>>>> = {
  unanswered: lasting,
  hung: lasting,
  asked: lasting,
  cut: lasting,
  rolling: lasting,
};

describe.runIf(serversAreHere)('servers that fail while several processes release on them', () => {
  let cluster: Cluster;
  let v1: CountedVersion;
  let ports: Readonly<Record<Name, number>>;
  const canaries = new Map<Name, CountedVersion>();

  beforeAll(async () => {
    v1 = await startCounted('v1');
    for (const name of names) canaries.set(name, await startCounted('v2'));
    const free = await freePorts(names.length);
    ports = Object.fromEntries(names.map((name, index) => [name, free[index] ?? 0])) as Record<Name, number>;
    const services = names.map((name) => ({
      name,
      port: ports[name],
      versions: { v1: v1.port, v2: canaryOf(name).port },
      stable: 'v1',
      // No split may end by itself here: it must have been taken back.
      service: { traffic: { lease: '10m' } },
      plan: plans[name] ?? passing,
    }));
    cluster = await startCluster(services, { bots: 2, workers: 2 });
  });

  afterAll(async () => {
    await cluster[Symbol.asyncDispose]();
    for (const one of [v1, ...canaries.values()]) await one[Symbol.asyncDispose]();
  });

  function canaryOf(name: Name): CountedVersion {
    const canary = canaries.get(name);
    if (canary === undefined) throw new Error(`no canary of ${name}`);
    return canary;
  }

  function visit(name: Name): Visitors {
    return startVisitors(`http://127.0.0.1:${ports[name]}`, 40, 'v2');
  }

  /** A rollout whose new version has visitors. */
  async function observing(name: Name): Promise<string> {
    const id = await cluster.rolloutOf(`deploy ${name} v2`);
    await cluster.until(id, ({ card }) => card.phase === 'observing' && canaryOf(name).hits() > 20);
    return id;
  }

  /** Resolves when nothing reaches the new version any more, although visitors insist on it. */
  async function leftAlone(name: Name): Promise<void> {
    const canary = canaryOf(name);
    const ends = Date.now() + 30_000;
    while (Date.now() - (canary.lastHit() ?? 0) < 1500) {
      expect(Date.now(), `${name} is still visited`).toBeLessThan(ends);
      await sleep(100);
    }
    const took = (canary.lastHit() ?? 0) - (canary.firstFailed() ?? canary.lastHit() ?? 0);
    tell(`${name}: first failed response to last accepted request`, took);
  }

  async function auditIsClean(): Promise<void> {
    const { code, out } = await runBelay(['audit', 'verify', '--json'], cluster.variables).finished;
    expect({ code, ...JSON.parse(out) }).toMatchObject({ code: 0, problems: [] });
  }

  it('goes on when Redis has lost everything', async () => {
    await using visitors = visit('flushed');
    const id = await observing('flushed');
    // More than once: a job in hand in that moment brings its next one along.
    for (let time = 0; time < 4; time += 1) {
      await cluster.redis.say('FLUSHALL');
      await sleep(120);
    }
    expect((await cluster.until(id, over)).card.phase).toBe('completed');
    expect(visitors.counts().failed).toBe(0);
  });

  it('goes on while Redis is dead, begins rollouts without it, and takes jobs from it when it is back', async () => {
    await using _visitors = new AsyncDisposableStack();
    _visitors.use(visit('emptied'));
    _visitors.use(visit('restarted'));
    const id = await observing('emptied');
    await cluster.redis.crash();
    const begun = await cluster.rolloutOf('deploy restarted v2');
    await cluster.until(begun, ({ card }) => card.phase === 'observing');
    expect((await cluster.until(id, over)).card.phase).toBe('completed');
    await cluster.redis.start();
    expect((await cluster.until(begun, over)).card.phase).toBe('completed');
  });

  it('goes on, and takes a broken version back, while Redis hangs', async () => {
    await using visitors = new AsyncDisposableStack();
    visitors.use(visit('begun'));
    visitors.use(visit('unanswered'));
    const broken = await observing('unanswered');
    const well = await observing('begun');
    await cluster.redis.freeze();
    const frozen = Date.now();
    try {
      canaryOf('unanswered').fail(1);
      await leftAlone('unanswered');
      expect((await cluster.until(broken, over)).card.phase).toBe('rolled back');
      await cluster.until(well, ({ card }) => card.over || card.stages[0]?.state === 'done');
      await sleep(Math.max(0, frozenFor - (Date.now() - frozen)));
    } finally {
      await cluster.redis.thaw();
    }
    expect((await cluster.until(well, over)).card.phase).toBe('completed');
  });

  it('takes traffic back while PostgreSQL hangs, by itself and for a person, and writes it down afterwards', async () => {
    await using visitors = new AsyncDisposableStack();
    for (const name of ['hung', 'asked', 'surviving'] as const) visitors.use(visit(name));
    const broken = await observing('hung');
    const asked = await observing('asked');
    const well = await observing('surviving');
    cluster.postgres.freeze();
    const frozen = Date.now();
    try {
      const said = Date.now();
      const answer = await cluster.say('rollback asked "customers complain"');
      tell("a person's rollback while PostgreSQL hangs, until answered", Date.now() - said);
      expect(answer).toMatchObject({ kind: 'done', sentence: expect.stringContaining('not recorded yet') });
      await leftAlone('asked');
      canaryOf('hung').fail(1);
      await leftAlone('hung');
      await sleep(Math.max(0, frozenFor - (Date.now() - frozen)));
      const before = [canaryOf('hung').hits(), canaryOf('asked').hits()];
      await sleep(500);
      expect([canaryOf('hung').hits(), canaryOf('asked').hits()]).toEqual(before);
    } finally {
      cluster.postgres.thaw();
    }
    const counted = [canaryOf('hung').hits(), canaryOf('asked').hits()];
    expect((await cluster.until(broken, over)).card.phase).toBe('rolled back');
    expect((await cluster.until(asked, over)).card.phase).toBe('rolled back');
    expect([canaryOf('hung').hits(), canaryOf('asked').hits()]).toEqual(counted);
    expect(await cluster.story(broken)).toMatch(/Roll.*error-rate/);
    expect(await cluster.story(asked)).toContain('customers complain');
    expect((await cluster.until(well, over)).card.phase).toBe('completed');
    await auditIsClean();
  });

  it('takes a broken version back while PostgreSQL is dead, and lets a good one go on afterwards', async () => {
    await using visitors = new AsyncDisposableStack();
    visitors.use(visit('cut'));
    const broken = await observing('cut');
    await cluster.postgres.kill();
    try {
      canaryOf('cut').fail(1);
      await leftAlone('cut');
    } finally {
      await cluster.postgres.start();
    }
    const counted = canaryOf('cut').hits();
    expect((await cluster.until(broken, over)).card.phase).toBe('rolled back');
    expect(canaryOf('cut').hits()).toBe(counted);
    expect(await cluster.story(broken)).toMatch(/Roll.*error-rate/);
    await auditIsClean();
  });

  it('is restarted one process after the other while it releases, and nobody notices', async () => {
    await using visitors = visit('rolling');
    const id = await observing('rolling');
    for (const member of ['worker-0', 'worker-1', 'bot-0', 'bot-1'] as const) {
      const asked = Date.now();
      expect(await cluster.stop(member)).toBe(0);
      tell(`${member} asked to stop, until it has`, Date.now() - asked);
      expect((await cluster.view(id)).card.rollout).toBe(id);
      await cluster.start(member);
    }
    expect((await cluster.say(`promote ${id} --all`)).kind).toBe('done');
    expect((await cluster.until(id, over)).card.phase).toBe('completed');
    expect(visitors.counts().failed).toBe(0);
    expect(visitors.insistent()['none']).toBeUndefined();
    tell('longest time between two looks during a rolling restart', await longestGap(cluster, id));
    await auditIsClean();
  });
});

/** Between two measurements of the rollout while it observed, in milliseconds. */
async function longestGap({ postgres }: Cluster, id: string): Promise<number> {
  await using stack = new AsyncDisposableStack();
  const pool = stack.adopt(
    openPool(postgres.url, () => undefined),
    (open) => open.end(),
  );
  const store = stack.use(await openStore(pool));
  const looks = (await store.events(RolloutId.parse(id))).filter(({ event }) => event.kind === 'measured');
  return Math.max(0, ...looks.slice(1).map(({ at }, index) => at - (looks[index]?.at ?? at)));
}

/** Figures for people; a busy machine must not fail a test by its time. */
function tell(what: string, ms: number): void {
  console.info(JSON.stringify({ outage: what, ms }));
}
