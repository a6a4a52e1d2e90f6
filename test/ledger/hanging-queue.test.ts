import { afterAll, beforeAll, expect, it } from 'vitest';
import { decideWish } from '../../src/core/rollout/decide-person.ts';
import { createLedger } from '../../src/ledger/ledger.ts';
import { aLog } from '../builders/log.ts';
import { nowhere } from '../handlers/jobs/shop.ts';
import { memoryRouter } from '../handlers/memory-router.ts';
import { openWorld, type World } from '../handlers/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld(nowhere, memoryRouter());
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

it('answers what was written although the queue takes no job and does not say so', async () => {
  const id = await world.rolloutOf('deploy shop v2');
  await world.workUntil(async () => (await world.store.find(id))?.phase === 'observing');
  const ledger = createLedger({
    store: world.store,
    queue: { add: () => new Promise(() => undefined) },
    personName: (person) => person,
    log: aLog(),
  });
  const rollout = await ledger.load(id);
  if (rollout === null) throw new TypeError();
  const { person, roles } = world.speaker('bo');
  const by = { kind: 'person', person, roles: [...roles], place: 'console' } as const;
  const wish = { kind: 'rollback', reason: 'slow', gradual: false, isStable: true, emergency: true } as const;
  const decision = decideWish(rollout, wish, { ...by, roles: [...roles] }, world.now());
  if (decision.kind === 'refused') throw new Error(decision.sentence);
  const written = await ledger.write(
    rollout,
    decision.events,
    { ...by, roles: [...roles] },
    world.now(),
    'at-once',
  );
  expect(written).toMatchObject({ kind: 'written', rollout: { phase: { kind: 'rolling-back' } } });
});
