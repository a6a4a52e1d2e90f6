import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openEmbedded } from '../../src/adapters/store/pglite-pool.ts';
import { openStore } from '../../src/adapters/store/postgres-store.ts';
import { RolloutId } from '../../src/core/ids.ts';
import { type Belay, freePorts, over, startBelay } from '../e2e/belay.ts';
import { configuration, quickStages, type TestService } from '../e2e/configuration.ts';
import { onlyOnce } from '../e2e/once.ts';
import { runBelay } from '../e2e/process.ts';
import { type CountedVersion, startCounted } from '../e2e/version.ts';
import { startVisitors } from '../e2e/visitors.ts';

const names = ['preparing', 'observing', 'breaking', 'undoing', 'shifting', 'proxied', 'refused'] as const;
type Name = (typeof names)[number];

let belay: Belay;
let folder: string;
let v1: CountedVersion;
let ports: Readonly<Record<Name, number>>;
const canaries = new Map<Name, CountedVersion>();
const rollouts: string[] = [];

const urlOf = (name: Name) => `http://127.0.0.1:${ports[name]}`;
const patient = {
  stages: [
    { weight: '20%', hold: '5s' },
    { weight: '100%', hold: '1s' },
  ],
};

/** Takes its time, and leaves a word when it is done. */
function slowly(word: string, seconds: number): string[] {
  const code = `setTimeout(() => require("node:fs").appendFileSync(process.argv[1], process.argv[2] + "\\n"), ${seconds * 1000})`;
  return ['node', '--eval', code, join(folder, word), 'done'];
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'belay-e2e-steps-'));
  v1 = await startCounted('v1');
  for (const name of names) canaries.set(name, await startCounted('v2'));
  const free = await freePorts(names.length);
  ports = Object.fromEntries(names.map((name, index) => [name, free[index] ?? 0])) as Record<Name, number>;
  const special: Readonly<Partial<Record<Name, Pick<TestService, 'service' | 'plan'>>>> = {
    preparing: {
      service: { prepare: [{ name: 'migrate', run: slowly('migrated', 3) }] },
      plan: { stages: quickStages },
    },
    breaking: {
      plan: {
        stages: [
          { weight: '20%', hold: '30s' },
          { weight: '100%', hold: '1s' },
        ],
      },
    },
    undoing: {
      service: { prepare: [{ name: 'migrate', run: ['node', '--version'], undo: slowly('undone', 2) }] },
      plan: {
        stages: [
          { weight: '20%', hold: '30s' },
          { weight: '100%', hold: '1s' },
        ],
      },
    },
  };
  belay = await startBelay(
    configuration(
      names.map((name) => ({
        name,
        port: ports[name],
        versions: { v1: v1.port, v2: canaries.get(name)?.port ?? 0 },
        stable: 'v1',
        plan: patient,
        ...special[name],
      })),
    ),
  );
});

afterAll(async () => {
  await belay[Symbol.asyncDispose]();
  for (const one of [v1, ...canaries.values()]) await one[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

async function deploy(name: Name): Promise<string> {
  const id = await belay.rolloutOf(`deploy ${name} v2`);
  rollouts.push(id);
  return id;
}

async function killServer(): Promise<void> {
  const pid = belay.serverPid();
  process.kill(pid, 'SIGKILL');
  const ends = Date.now() + 30_000;
  for (;;) {
    await sleep(100);
    const alive = await belay.say('status').catch(() => null);
    if (alive?.kind === 'cards' && belay.serverPid() !== pid) return;
    expect(Date.now()).toBeLessThan(ends);
  }
}

it('goes on with every rollout after its server was killed, while visitors notice nothing', async () => {
  await using stack = new AsyncDisposableStack();
  const quiet = (['preparing', 'observing', 'undoing'] as const).map((name) =>
    stack.use(startVisitors(urlOf(name), 50)),
  );
  stack.use(startVisitors(urlOf('breaking'), 50, 'v2'));
  const undoing = await deploy('undoing');
  const breaking = await deploy('breaking');
  await belay.until(undoing, ({ card }) => card.phase === 'observing');
  const observing = await deploy('observing');
  await belay.until(observing, ({ card }) => card.phase === 'observing');
  const preparing = await deploy('preparing');
  await belay.say('rollback undoing "killed while it is taken back"');
  await belay.until(undoing, ({ timeline }) =>
    timeline.some(({ sentence }) => /Undo step .* began/.test(sentence)),
  );
  await belay.until(preparing, ({ timeline }) =>
    timeline.some(({ sentence }) => /Preparation step .* began/.test(sentence)),
  );
  canaries.get('breaking')?.fail(0.5);
  await killServer();
  expect((await belay.until(breaking, over)).card.phase).toBe('rolled back');
  expect((await belay.until(undoing, over)).card.phase).toBe('rolled back');
  expect((await belay.until(observing, over)).card.phase).toBe('completed');
  expect((await belay.until(preparing, over)).card.phase).toBe('completed');
  expect(readFileSync(join(folder, 'undone'), 'utf8')).toMatch(/^(done\n)+$/);
  expect(readFileSync(join(folder, 'migrated'), 'utf8')).toMatch(/^(done\n)+$/);
  expect(quiet.map((visitors) => visitors.counts().failed)).toEqual([0, 0, 0]);
  expect(belay.process.err()).toContain('The server process ended unexpectedly');
});

it('finishes a shift that its server was killed in', async () => {
  await using visitors = startVisitors(urlOf('shifting'), 60);
  const id = await deploy('shifting');
  await belay.until(id, ({ card }) => card.phase === 'observing');
  const proxy = belay.proxyPid();
  process.kill(proxy, 'SIGSTOP');
  try {
    await belay.say('promote shifting');
    await belay.until(id, ({ card }) => card.phase === 'shifting traffic');
    await killServer();
    expect((await belay.view(id)).card.phase).toBe('shifting traffic');
  } finally {
    process.kill(proxy, 'SIGCONT');
  }
  expect((await belay.until(id, over)).card.phase).toBe('completed');
  expect(visitors.counts().versions['v2']).toBeGreaterThan(0);
});

it('sets the split again after the proxy was killed, and says that traffic had drifted', async () => {
  await using visitors = startVisitors(urlOf('proxied'), 60);
  const id = await deploy('proxied');
  await belay.until(id, ({ card }) => card.phase === 'observing');
  const before = belay.proxyPid();
  process.kill(before, 'SIGKILL');
  await belay.until(id, ({ timeline }) => timeline.some(({ sentence }) => sentence.includes('drifted')));
  expect(belay.proxyPid()).not.toBe(before);
  expect(await belay.story(id)).toMatch(/drifted: .*0 % .*instead of 20 %.*restarted/);
  expect((await belay.until(id, over)).card.phase).toBe('completed');
  expect(visitors.counts().versions['v2']).toBeGreaterThan(0);
  expect(belay.process.err()).toContain('started again with stable for everybody');
});

it('tells of a router that does not answer, and goes on when it does', async () => {
  await using _visitors = startVisitors(urlOf('refused'), 60);
  const id = await deploy('refused');
  await belay.until(id, ({ card }) => card.phase === 'observing');
  const proxy = belay.proxyPid();
  process.kill(proxy, 'SIGSTOP');
  try {
    await belay.until(id, ({ timeline }) =>
      timeline.some(({ sentence }) => /The router refused to set 20 %.*does not answer/.test(sentence)),
    );
  } finally {
    process.kill(proxy, 'SIGCONT');
  }
  expect((await belay.until(id, over)).card.phase).toBe('completed');
  expect(belay.proxyPid()).toBe(proxy);
});

it('has written nothing twice, and the log is as it was written', async () => {
  const { code } = await belay.stop();
  expect(code).toBe(0);
  const verified = await runBelay(['audit', 'verify', '--json'], belay.variables).finished;
  expect({ code: verified.code, err: verified.err }).toEqual({ code: 0, err: '' });
  expect(JSON.parse(verified.out)).toMatchObject({ problems: [] });
  await using embedded = await openEmbedded(join(belay.folder, 'data/store'), () => undefined);
  await using store = await openStore(embedded.pool);
  for (const id of rollouts) {
    const once = (await store.events(RolloutId.parse(id))).flatMap(({ event }) => onlyOnce(event));
    expect(once).toEqual([...new Set(once)]);
  }
});
