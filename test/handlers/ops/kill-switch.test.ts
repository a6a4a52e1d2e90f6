import { afterAll, beforeAll, expect, it } from 'vitest';
import { twoServices } from '../../commands/configuration.ts';
import { type MemoryRouter, memoryRouter } from '../memory-router.ts';
import { openWorld, type World } from '../world.ts';

let world: World;
let router: MemoryRouter;

beforeAll(async () => {
  router = memoryRouter();
  world = await openWorld(twoServices, router);
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

it('answers what it moved when one router fails in a way nobody thought of', async () => {
  for (const text of ['deploy shop v2', 'deploy api 1.1 to production']) {
    const id = await world.rolloutOf(text);
    await world.workUntil(async () => (await world.store.find(id))?.phase === 'observing');
  }
  const { apply } = router;
  router.apply = (routing, ...order) =>
    routing.router === 'production' ? Promise.reject(new TypeError('boom')) : apply(routing, ...order);
  const by = { speaker: world.speaker('bo'), place: 'api', trusted: true };
  const answer = await world.wired.killSwitch({ reason: 'everything burns', all: true }, by);
  router.apply = apply;
  if (answer.kind !== 'stopped') expect.unreachable(answer.sentence);
  expect(answer.sentence).toContain('Of 2 rollouts, 1 is on stable; the rest is not yet');
  const moved = answer.stopped.map((one) => [one.service, one.moved]);
  expect(moved).toEqual(
    expect.arrayContaining([
      ['shop', true],
      ['api', false],
    ]),
  );
});
