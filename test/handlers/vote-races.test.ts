import pino from 'pino';
import { expect, it } from 'vitest';
import type { Reply } from '../../src/core/reply.ts';
import { wire } from '../../src/roles/wire.ts';
import { auditGates } from '../core/rollout/audit-gates.ts';
import { memoryRouter } from './memory-router.ts';
import { openWorld } from './world.ts';

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
  promote: anyone
  resume: anyone
places:
  console: { kind: console }
routers:
  edge: { kind: embedded, listen: "127.0.0.1:8080" }
environments:
  demo: { places: [console] }
services:
  shop:
    versions: { v1: "http://127.0.0.1:4101", "*": "http://{version}.internal:4100" }
    stable: v1
    plan:
      evaluation: { interval: 1s }
      entry: { approvals: 2, of: lead, on_reject: hold }
      stages:
        - { weight: 10%, hold: 5s, then: { approvals: 2, of: lead, each: product } }
        - { weight: 100%, hold: 5s }
      rollback: { approval: { approvals: 2, of: lead } }
`;

const counted = (replies: readonly Reply[], words: RegExp) =>
  replies.filter((reply) => reply.kind === 'done' && words.test(reply.sentence)).length;

it('two bots at one store: whatever is said at once, no vote counts twice and nothing opens without enough', async () => {
  const router = memoryRouter();
  await using world = await openWorld(configuration, router);
  const other = wire({
    config: world.config,
    commandEnvironment: {},
    secretOf: () => 'secret',
    publicUrl: null,
    clock: world.now,
    log: pino({ level: 'silent' }),
    store: world.store,
    queue: { add: async () => undefined } as unknown as Parameters<typeof wire>[0]['queue'],
    routerOf: () => router,
  });
  const bots = [world.wired, other];
  const say = (text: string, person: string, bot: number) =>
    (bots[bot] ?? world.wired).speak({ text, speaker: world.speaker(person), place: `place-${bot}` });
  const bursts = [
    ['bo', 'ana', 'ana', 'cy', 'di'].map((person) => ['approve', person] as const),
    [
      ['approve', 'ana'],
      ['reject', 'bo'],
      ['approve', 'cy'],
      ['approve', 'cy'],
      ['rollback', 'di'],
    ] as const,
    [
      ['rollback', 'ana'],
      ['rollback', 'cy'],
      ['approve', 'di'],
      ['approve', 'di'],
      ['reject', 'bo'],
    ] as const,
  ];
  const kinds = new Set<string>();
  for (const [round, burst] of bursts.entries()) {
    const id = await world.rolloutOf(`deploy shop v${round + 2}`, 'bo');
    const all = (said: readonly (readonly [string, string])[]) =>
      Promise.all(
        said.flatMap(([verb, person], n) =>
          [0, 1].map((bot) =>
            say(`${verb} ${id}${verb === 'approve' ? '' : ' "why"'}`, person, (bot + n) % 2),
          ),
        ),
      );
    const before = await all(burst.filter(([verb]) => verb === 'approve'));
    expect(counted(before, /takes its turn/)).toBeLessThanOrEqual(1);
    for (const person of ['ana', 'cy']) await say(`approve ${id}`, person, 0);
    const isWaiting = async () => (await world.store.find(id))?.phase === 'waiting';
    await world.work();
    await world.workUntil(isWaiting);
    const after = await all(burst);
    expect(counted(after, /is open/)).toBeLessThanOrEqual(1);
    await world.work();
    const log = await world.store.events(id);
    const [requested] = log;
    if (requested?.event.kind !== 'requested') throw new Error('a log begins with its request');
    const { plan } = requested.event;
    auditGates({ plan, requester: requested.actor, log });
    for (const { event } of log) {
      kinds.add(event.kind);
      if (event.kind === 'approved') expect(event.plan).toBe(plan.hash);
    }
    await say(`rollback ${id} --emergency "next"`, 'ana', 1);
    await world.workUntil(async () => !(await world.store.find(id))?.owns);
  }
  expect([...kinds]).toContain('gate-opened');
}, 120_000);
