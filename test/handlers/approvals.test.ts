import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Reply } from '../../src/core/reply.ts';
import { type MemoryRouter, memoryRouter } from './memory-router.ts';
import { openWorld, type World } from './world.ts';

const configuration = `version: 1
people:
  ana: { roles: [lead] }
  bo: { roles: [developer] }
  cy: { roles: [lead, product] }
  di: { roles: [lead] }
access:
  status: anyone
  deploy: developer
  approve: anyone
  reject: anyone
  rollback: anyone
  resume: anyone
  emergency-rollback: anyone
places:
  console: { kind: console }
  leads: { kind: console }
routers:
  edge: { kind: embedded, listen: "127.0.0.1:8080" }
environments:
  demo: { places: [console] }
services:
  shop:
    versions: { v1: "http://127.0.0.1:4101", "*": "http://{version}.internal:4100" }
    stable: v1
    superseding: supersede
    plan:
      evaluation: { interval: 1s }
      entry: { approvals: 1, of: lead, announce: leads }
      stages:
        - { weight: 10%, hold: 5s, then: { approvals: 1, of: lead, each: product } }
        - { weight: 100%, hold: 5s }
      rollback: { approval: { approvals: 1, of: lead } }
`;

let world: World;
let router: MemoryRouter;

beforeAll(async () => {
  router = memoryRouter();
  world = await openWorld(configuration, router);
});
afterAll(() => world[Symbol.asyncDispose]());

const code = (reply: Reply) => (reply.kind === 'refused' ? reply.code : reply.kind);

describe('approvals, from the request to the rollback', () => {
  it('asks before anything begins, and is found without an id', async () => {
    const first = await world.rolloutOf('deploy shop v2');
    await world.work();
    expect(await world.kinds(first)).toEqual(['requested', 'approval-requested']);
    expect(await world.say('deploy shop v2')).toMatchObject({ kind: 'refused', code: 'already-asked' });
    expect(await world.say('status')).toMatchObject({ cards: [{ rollout: first, approval: { gate: 1 } }] });
    expect(code(await world.say('approve shop', 'bo'))).toBe('own-rollout');
  });

  it('supersedes nothing until it is approved', async () => {
    const second = await world.rolloutOf('deploy shop v3');
    await world.work();
    expect(code(await world.say('approve shop', 'ana'))).toBe('ambiguous');
    const [older] = (await world.store.recent({}, 5)).filter(({ id }) => id !== second);
    if (older === undefined) throw new Error('the first one is gone');
    expect(older.phase).toBe('waiting');
    await world.say(`approve ${second}`, 'ana');
    await world.work();
    expect((await world.store.find(older.id))?.phase).toBe('cancelled');
    expect((await world.store.owner(older))?.id).toBe(second);
  });

  it('counts two votes that come at once as two, and the same one twice as one', async () => {
    const [live] = (await world.store.recent({}, 5)).filter(({ owns }) => owns);
    if (live === undefined) throw new Error('nothing is live');
    await world.workUntil(async () => (await world.store.find(live.id))?.phase === 'waiting');
    const said = await Promise.all([
      world.say('approve shop', 'ana'),
      world.say('approve shop', 'ana'),
      world.say('approve shop', 'di'),
    ]);
    expect(said.filter((reply) => reply.kind === 'done').length).toBeGreaterThan(1);
    const votes = (await world.events(live.id)).filter(
      (event) => event.kind === 'approved' && event.gate === 2,
    );
    expect(votes).toHaveLength(2);
    expect((await world.store.find(live.id))?.phase).toBe('waiting');
  });

  it('waits with a rollback by hand for another, unless there is nobody to record it and it is an emergency', async () => {
    expect(await world.say('rollback shop "odd"')).toMatchObject({ kind: 'done' });
    await world.work();
    const before = router.orders.length;
    await world.wired.lastKnown.refresh();
    world.faults.store = true;
    const refused = await world.say('rollback shop "now"', 'ana');
    expect(refused).toMatchObject({ kind: 'refused', code: 'store-unreachable' });
    expect(JSON.stringify(refused)).toContain('--emergency');
    expect(router.orders.length).toBe(before);
    expect(await world.say('rollback shop --emergency "payments fail"', 'ana')).toMatchObject({
      kind: 'done',
    });
    expect(router.orders.at(-1)?.wanted.kind).toBe('stable');
    world.faults.store = false;
  });
});

describe('a program that speaks for a person', () => {
  it('does not approve what they asked for, where they may themselves', async () => {
    await using plain = await openWorld(
      configuration.replace('{ approvals: 1, of: lead, announce: leads }', 'ask'),
      memoryRouter(),
    );
    const id = await plain.rolloutOf('deploy shop v2', 'bo');
    const token = { id: 'k1', name: 'ci', scopes: ['approve'], environments: null, services: null };
    const speaker = { ...plain.speaker('bo'), token };
    const reply = await plain.wired.speak({ text: `approve ${id}`, speaker, place: 'api' });
    expect(reply).toMatchObject({ code: 'own-rollout', sentence: expect.stringContaining('a token') });
    expect(code(await plain.say(`approve ${id}`, 'bo'))).toBe('done');
  });
});
