import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Belay, freePorts, over, startBelay } from './belay.ts';
import { configuration, type TestService } from './configuration.ts';
import { type CountedVersion, startCounted } from './version.ts';
import { startVisitors } from './visitors.ts';

const names = [
  'good',
  'broken',
  'gated',
  'locked',
  'told',
  'rejected',
  'expiring',
  'people',
  'queueing',
  'superseding',
  'failing',
] as const;
type Name = (typeof names)[number];

let belay: Belay;
let folder: string;
let v1: CountedVersion;
let ports: Readonly<Record<Name, number>>;
const canaries = new Map<Name, CountedVersion>();

/** Moves on by itself, whatever visitors meet. */
const unwatched = { rollback_when: undefined, promote_when: undefined };
const gate = (more: object) => ({ approvals: 1, of: ['release-manager'], expires: '60s', ...more });
const touch = (file: string) => [
  'node',
  '--eval',
  `require("node:fs").appendFileSync(${JSON.stringify(join(folder, file))}, process.argv[1] + "\\n")`,
];

function servicesOf(): readonly TestService[] {
  const special: Readonly<Partial<Record<Name, Pick<TestService, 'service' | 'plan'>>>> = {
    good: { service: { verify: [{ name: 'look', run: [...touch('verified'), '{version}'] }] } },
    gated: {
      plan: {
        ...unwatched,
        stages: [
          // biome-ignore lint/suspicious/noThenProperty: a word of the language, never a thenable.
          { weight: '20%', hold: '500ms', then: gate({}) },
          // biome-ignore lint/suspicious/noThenProperty: a word of the language, never a thenable.
          { weight: '50%', hold: '500ms', then: gate({ approvals: 2 }) },
          { weight: '100%', hold: '500ms' },
        ],
      },
    },
    // biome-ignore lint/suspicious/noThenProperty: a word of the language, never a thenable.
    rejected: { plan: { ...unwatched, stages: [{ weight: '20%', hold: '500ms', then: gate({}) }, last] } },
    expiring: {
      // biome-ignore lint/suspicious/noThenProperty: a word of the language, never a thenable.
      plan: { ...unwatched, stages: [{ weight: '20%', hold: '500ms', then: gate({ expires: '1s' }) }, last] },
    },
    people: {
      plan: { ...unwatched, stages: [{ weight: '20%', hold: '2m' }, { weight: '50%', hold: '2m' }, last] },
    },
    queueing: {
      service: { superseding: 'queue' },
      plan: { ...unwatched, stages: [{ weight: '20%', hold: '2m' }, last] },
    },
    superseding: {
      service: { superseding: 'supersede' },
      plan: { ...unwatched, stages: [{ weight: '20%', hold: '2m' }, last] },
    },
    failing: {
      service: {
        prepare: [
          {
            name: 'migrate',
            run: [...touch('steps'), 'up {version}'],
            undo: [...touch('steps'), 'down {version}'],
          },
          { name: 'warm', run: ['node', '--eval', 'console.error("the cache is cold"); process.exit(3)'] },
        ],
      },
    },
  };
  return names.map((name) => ({
    name,
    port: ports[name],
    versions: { v1: v1.port, v2: canaries.get(name)?.port ?? 0, v3: spare.port },
    stable: 'v1',
    ...special[name],
  }));
}

const last = { weight: '100%', hold: '500ms' };
let spare: CountedVersion;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'belay-e2e-steps-'));
  [v1, spare] = await Promise.all([startCounted('v1'), startCounted('v3')]);
  for (const name of names) canaries.set(name, await startCounted('v2', name === 'broken' ? 0.3 : 0));
  const free = await freePorts(names.length);
  ports = Object.fromEntries(names.map((name, index) => [name, free[index] ?? 0])) as Record<Name, number>;
  belay = await startBelay(configuration(servicesOf()));
});

afterAll(async () => {
  await belay[Symbol.asyncDispose]();
  for (const one of [v1, spare, ...canaries.values()]) await one[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

const urlOf = (name: Name) => `http://127.0.0.1:${ports[name]}`;
const canaryOf = (name: Name) => canaries.get(name) ?? spare;

/** Which version serves somebody who has never been here. */
async function served(name: Name): Promise<string | null> {
  const answer = await fetch(urlOf(name));
  await answer.text();
  return answer.headers.get('x-shop-version');
}

describe.concurrent('a release as people see it', () => {
  it('brings a good version to everybody, and back when somebody asks afterwards', async () => {
    await using visitors = startVisitors(urlOf('good'), 100);
    const id = await belay.rolloutOf('deploy good v2 to demo');
    const view = await belay.until(id, over);
    expect(view.card.phase).toBe('completed');
    expect(readFileSync(join(folder, 'verified'), 'utf8')).toBe('v2\n');
    expect((await belay.say('status good')).sentence).toContain('stable is v2');
    expect(await served('good')).toBe('v2');
    expect((await belay.say('deploy good v2')).code).toBe('already-stable');
    expect((await belay.say('rollback good "too expensive"')).kind).toBe('done');
    await belay.until(id, ({ card }) => card.phase === 'rolled back');
    expect(await served('good')).toBe('v1');
    expect((await belay.say('status good')).sentence).toContain('stable is v1');
    const seen = canaryOf('good').hits();
    await sleep(500);
    expect(canaryOf('good').hits()).toBe(seen);
    expect(visitors.counts().failed).toBe(0);
  });

  it('takes a broken version back by itself, and not one request reaches it afterwards', async () => {
    await using visitors = startVisitors(urlOf('broken'), 100, 'v2');
    const id = await belay.rolloutOf('deploy broken v2 to demo');
    const view = await belay.until(id, over);
    expect(view.card.phase).toBe('rolled back');
    const safe = view.timeline.find(({ sentence }) => sentence.startsWith('Safe'));
    await sleep(1500);
    expect(visitors.insistent()['v2']).toBeGreaterThan(0);
    expect(visitors.insistent()['v1']).toBeGreaterThan(0);
    expect(canaryOf('broken').lastHit()).toBeLessThanOrEqual(safe?.at ?? 0);
    expect(await belay.story(id)).toMatch(/Rollback from 20 % ordered, .*error-rate/);
    expect(view.documents.map(({ document }) => document)).toContain('checklist');
    await belay.until(id, ({ documents }) => documents.some(({ document }) => document === 'report'));
  });

  it('asks a second person at a gate: not who requested it, nobody without the role, nobody twice', async () => {
    const id = await belay.rolloutOf('deploy gated v2');
    await belay.until(id, ({ card }) => card.phase === 'waiting for approval');
    expect((await belay.say('approve gated')).code).toBe('own-rollout');
    expect((await belay.say('approve gated', 'ana')).code).toBe('role');
    expect((await belay.say('approve gated', 'cy')).code).toBe('not-allowed');
    expect((await belay.say('approve gated --gate 1', 'di')).kind).toBe('done');
    const second = await belay.until(
      id,
      ({ card }) => card.phase === 'waiting for approval' && card.traffic.wanted === 50,
    );
    expect(second.card.approval?.given).toEqual([]);
    expect(await belay.say(`approve ${id} --gate 1`, 'di')).toMatchObject({
      code: 'other-gate',
      sentence: expect.stringContaining('no longer open'),
    });
    await belay.say('approve gated', 'di');
    await belay.say('approve gated', 'di');
    expect((await belay.view(id)).card).toMatchObject({
      phase: 'waiting for approval',
      approval: { needed: 2, given: [{ person: 'Di Evans' }] },
    });
    expect((await belay.say('reject gated "costs too much"', 'di')).kind).toBe('done');
    await belay.until(id, ({ card }) => card.phase === 'rolled back');
  });

  it('rolls back when a gate is rejected', async () => {
    const id = await belay.rolloutOf('deploy rejected v2', 'ana');
    await belay.until(id, ({ card }) => card.phase === 'waiting for approval');
    expect((await belay.say('reject rejected "not today"')).kind).toBe('done');
    await belay.until(id, ({ card }) => card.phase === 'rolled back');
    expect(await belay.story(id)).toContain('not today');
    expect(await served('rejected')).toBe('v1');
  });

  it('rolls back when nobody answers at a gate', async () => {
    const id = await belay.rolloutOf('deploy expiring v2');
    await belay.until(id, ({ card }) => card.phase === 'rolled back');
    expect(await belay.story(id)).toContain('nobody opened the gate within 1s');
  });

  it('obeys pause, resume, promote, promote --all and rollback, and keeps notes', async () => {
    const id = await belay.rolloutOf('deploy people v2');
    await belay.until(id, ({ card }) => card.phase === 'observing');
    expect((await belay.say('deploy people v3')).code).toBe('live-rollout');
    expect((await belay.say('note people the spike was a load test', 'cy')).kind).toBe('done');
    expect((await belay.say('pause people "waiting for data"')).kind).toBe('done');
    expect((await belay.view(id)).card.phase).toBe('paused');
    expect((await belay.say('promote people')).code).toBe('paused');
    expect((await belay.say('resume people')).kind).toBe('done');
    expect((await belay.say('promote people')).kind).toBe('done');
    await belay.until(id, ({ card }) => card.phase === 'observing' && card.traffic.wanted === 50);
    expect((await belay.say('promote people --all')).kind).toBe('done');
    const view = await belay.until(id, over);
    expect(view.card.phase).toBe('completed');
    expect(await belay.story(id)).toContain('the spike was a load test');
  });

  it('keeps a locked service as it is until it is unlocked', async () => {
    expect((await belay.say('lock locked in demo "migration at noon"')).kind).toBe('done');
    expect(await belay.say('deploy locked v2', 'ana')).toMatchObject({
      code: 'locked',
      sentence: expect.stringContaining('migration at noon'),
    });
    expect((await belay.say('status')).sentence).toContain('migration at noon');
    expect((await belay.say('unlock locked', 'di')).kind).toBe('done');
    expect((await belay.say('unlock locked')).code).toBe('not-locked');
  });

  it('lets a second release wait for the first where the service says so', async () => {
    const first = await belay.rolloutOf('deploy queueing v2');
    const second = await belay.rolloutOf('deploy queueing v3');
    await belay.until(first, ({ card }) => card.phase === 'observing');
    expect((await belay.view(second)).card.phase).toBe('queued');
    await belay.say(`rollback ${first} "the other one first"`);
    await belay.until(first, over);
    await belay.until(second, ({ card }) => card.phase === 'observing');
    await belay.say(`rollback ${second}`);
    await belay.until(second, over);
  });

  it('gives a newer release the place of the older one where the service says so', async () => {
    const first = await belay.rolloutOf('deploy superseding v2');
    await belay.until(first, ({ card }) => card.phase === 'observing');
    const second = await belay.rolloutOf('deploy superseding v3');
    expect((await belay.until(first, over)).card.phase).toBe('rolled back');
    await belay.until(second, ({ card }) => card.phase === 'observing');
    await belay.say(`rollback ${second}`);
    await belay.until(second, over);
  });

  it('undoes what was prepared when a preparation fails, and moves no traffic', async () => {
    const id = await belay.rolloutOf('deploy failing v2');
    const view = await belay.until(id, over);
    expect(view.card.phase).toBe('rolled back');
    expect(readFileSync(join(folder, 'steps'), 'utf8')).toBe('up v2\ndown v2\n');
    expect(canaryOf('failing').hits()).toBe(0);
    expect(await belay.story(id)).toContain('exited with 3');
  });

  it('tells an open page of every change', async () => {
    const headers = { authorization: `Bearer ${await belay.token('cy')}` };
    const closing = new AbortController();
    const stream = await fetch(`${belay.url}/api/events`, { headers, signal: closing.signal });
    const id = await belay.rolloutOf('deploy told v2', 'ana');
    let heard = '';
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    while (!(heard.includes('event: changed') && heard.includes(id))) {
      const { value, done } = (await reader?.read()) ?? { value: '', done: true };
      expect(done).toBe(false);
      heard += value;
    }
    closing.abort();
    await belay.say(`rollback ${id}`);
    await belay.until(id, over);
  });
});
