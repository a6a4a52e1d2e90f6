import { afterAll, beforeAll, expect, it } from 'vitest';
import { PlaceName } from '../../../src/core/ids.ts';
import { twoServices } from '../../commands/configuration.ts';
import { changed } from '../../config/configuration.ts';
import { memoryRouter } from '../memory-router.ts';
import { openWorld, type World } from '../world.ts';

const support = PlaceName.parse('support');
const configured = changed(
  '  console: { kind: console }\n',
  '  console: { kind: console }\n  support: { kind: console }\n',
  `${twoServices}communications:
  announcements:
    - { when: rollback, through: support, message: "{service} goes back to {previous}." }
`,
).replace(/^environments:\n {2}(\w+): \{\}/mu, 'environments:\n  $1: { places: console }');

let world: World;
beforeAll(async () => {
  world = await openWorld(configured, memoryRouter());
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

it('a place of its own hears of a rollback, under a card that goes on, and of nothing before', async () => {
  const id = await world.rolloutOf('deploy shop v2');
  await world.workUntil(async () => (await world.store.find(id))?.phase === 'observing');
  expect(await world.store.messages.thread(support, id)).toEqual([]);
  await world.say(`rollback ${id} "too slow"`);
  await world.workUntil(async () => (await world.store.find(id))?.phase === 'rolled-back');
  const heard = await world.store.messages.thread(support, id);
  expect(heard.map(({ kind }) => kind)).toEqual(['card', 'line']);
  expect(JSON.stringify(heard[1]?.body)).toContain('shop goes back to v1.');
  expect(JSON.stringify(heard[0]?.body)).toContain('"phase":"rolled back"');
});
