import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { openEmbedded } from '../../src/adapters/store/pglite-pool.ts';
import { openStore } from '../../src/adapters/store/postgres-store.ts';
import { RolloutId } from '../../src/core/ids.ts';
import type { RolloutEvent } from '../../src/core/rollout/events.ts';
import { type Pagerduty, startPagerduty } from '../doubles/pagerduty/pagerduty.ts';
import { type Belay, freePorts, over, startBelay } from '../e2e/belay.ts';
import { configuration } from '../e2e/configuration.ts';
import { onlyOnce } from '../e2e/once.ts';
import { runBelay } from '../e2e/process.ts';
import { type CountedVersion, startCounted } from '../e2e/version.ts';

const names = ['waiting', 'standing', 'hurting', 'glass'] as const;
type Name = (typeof names)[number];

let belay: Belay;
let pager: Pagerduty;
let folder: string;
let versions: readonly CountedVersion[];
let calls: Server;
let beats = 0;
const ids: Partial<Record<Name, string>> = {};

const slow = {
  stages: [
    { weight: '20%', hold: '10m' },
    { weight: '100%', hold: '1s' },
  ],
  rollback_when: ['error-rate > 10% for 1s'],
  // biome-ignore lint/suspicious/noThenProperty: a word of the language, never a thenable.
  no_data: { after: '10m', then: 'roll_back' },
};
const gated = { ...slow, entry: { approvals: 1, of: 'release-manager' } };

/** What takes its time, and leaves a word each time it is done. */
function purge(): string[] {
  const code = 'setTimeout(() => require("node:fs").appendFileSync(process.argv[1], "done\\n"), 3000)';
  return ['node', '--eval', code, join(folder, 'purged')];
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'belay-night-'));
  pager = await startPagerduty();
  versions = await Promise.all(['v1', 'v2'].map((name) => startCounted(name)));
  calls = createServer((_request, response) => {
    beats += 1;
    response.end();
  });
  await new Promise<void>((resolve) => calls.listen(0, '127.0.0.1', resolve));
  const ports = await freePorts(names.length);
  const [v1, v2] = versions.map(({ port }) => port);
  const services = names.map((name, index) => ({
    name,
    port: ports[index] ?? 0,
    versions: { v1: v1 ?? 0, v2: v2 ?? 0 },
    stable: 'v1',
    plan: name === 'waiting' ? gated : slow,
  }));
  const written = parse(configuration(services)) as Record<string, Record<string, unknown>>;
  const both = ['developer', 'release-manager'];
  Object.assign(written['access'] ?? {}, { freeze: both });
  const key = { env: 'PAGER_KEY' };
  Object.assign(written['places'] ?? {}, {
    pager: { kind: 'pager', provider: 'pagerduty', key, events_url: pager.url },
  });
  Object.assign(written, {
    alerts: { critical: ['pager'] },
    emergency: {
      procedure: [{ do: 'clear-canary-cache', run: purge() }, { do: 'page' }, { do: 'incident-report' }],
    },
    break_glass: {
      who: ['release-manager'],
      skips: ['canary'],
      requires: ['version', 'reason'],
      announce: ['console'],
      review_within: '24h',
    },
    heartbeat: { url: { env: 'BEAT' }, every: '5s' },
  });
  belay = await startBelay(stringify(written), {
    PAGER_KEY: pager.key,
    BEAT: `http://127.0.0.1:${(calls.address() as AddressInfo).port}/`,
  });
});

afterAll(async () => {
  await belay[Symbol.asyncDispose]();
  await pager[Symbol.asyncDispose]();
  for (const version of versions) await version[Symbol.asyncDispose]();
  calls.close();
  rmSync(folder, { recursive: true, force: true });
});

async function kill(): Promise<void> {
  const pid = belay.serverPid();
  process.kill(pid, 'SIGKILL');
  for (;;) {
    await sleep(100);
    const alive = await belay.say('status').catch(() => null);
    if (alive?.kind === 'cards' && belay.serverPid() !== pid) return;
  }
}

async function deploy(name: Name, more = '', person = 'ana'): Promise<string> {
  const id = await belay.rolloutOf(`deploy ${name} v2${more}`, person);
  ids[name] = id;
  return id;
}

const told = (words: string) => (view: { timeline: readonly { sentence: string }[] }) =>
  view.timeline.some(({ sentence }) => sentence.includes(words));

it('goes on with what waits, what is frozen and what is taken back, after its server is killed', async () => {
  const standing = await deploy('standing');
  const hurting = await deploy('hurting');
  const waiting = await deploy('waiting');
  const glass = await deploy('glass', ' --break-glass --skip canary --reason "CVE-2026-1"', 'bo');
  for (const id of [standing, hurting]) await belay.until(id, ({ card }) => card.phase === 'observing');
  expect(await belay.say('freeze "data centre on fire"')).toMatchObject({ kind: 'done' });
  await belay.until(standing, told('goes no further'));
  expect(await belay.say('rollback hurting --emergency "payments fail"')).toMatchObject({
    kind: 'done',
    sentence: expect.stringMatching(/is rolled back at once: traffic goes to v1\./),
  });
  await kill();
  await belay.until(hurting, over);
  await belay.until(hurting, told('incident'));
  expect((await belay.say('status')).sentence).toMatch(/^Everything is frozen by Bo Chen/);
  for (const id of [waiting, glass]) expect((await belay.view(id)).card.phase).toMatch(/wait|approv/);
  const all = await belay.say('rollback --all "everything burns"');
  expect(all.sentence).toMatch(/^Everything live was rolled back or dropped \(3 rollouts\)\./);
  await kill();
  for (const id of [standing, waiting, glass]) await belay.until(id, over);
  expect(beats).toBeGreaterThan(0);
  const tasks = await belay.say('tasks');
  expect(JSON.stringify(tasks)).toContain('past the safeguards');
});

it('has called people once for each thing, and written nothing twice', async () => {
  const keys = pager.incidents.map((incident) => incident.key);
  expect(keys.length).toBeGreaterThan(0);
  expect(keys).toEqual([...new Set(keys)]);
  const { code } = await belay.stop();
  expect(code).toBe(0);
  const verified = await runBelay(['audit', 'verify', '--json'], belay.variables).finished;
  expect({ code: verified.code, err: verified.err }).toEqual({ code: 0, err: '' });
  await using embedded = await openEmbedded(join(belay.folder, 'data/store'), () => undefined);
  await using store = await openStore(embedded.pool);
  for (const id of Object.values(ids)) {
    const events = (await store.events(RolloutId.parse(id))).map(({ event }) => event);
    const once = events.flatMap((event) => [...onlyOnce(event), ...atNight(event)]);
    expect(once).toEqual([...new Set(once)]);
  }
  expect(readFileSync(join(folder, 'purged'), 'utf8')).toMatch(/^(done\n)+$/);
});

function atNight(event: RolloutEvent): string[] {
  switch (event.kind) {
    case 'procedure-step':
      return [`${event.kind} ${JSON.stringify(event.action)}`];
    case 'paged':
      return [JSON.stringify(event)];
    default:
      return [];
  }
}
