import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DeliverParts, deliver } from '../../../handlers/jobs/deliver.ts';
import type { PlaceName } from '../../../src/core/ids.ts';
import type { Place } from '../../../src/ports/place.ts';
import { memoryRouter } from '../memory-router.ts';
import { openWorld, type World } from '../world.ts';
import { nowhere } from './shop.ts';

let world: World;
const place = 'console' as PlaceName;
let failing = 0;
const said: string[] = [];

/** Takes nothing so many times, then writes down what it is told. */
const flaky: Place = {
  name: place,
  remote: false,
  card: async (key) => speak(key),
  line: async (key) => speak(key),
  document: async (key) => speak(key),
};

function speak(key: string): void {
  if (failing > 0) {
    failing -= 1;
    throw new Error('this place is closed');
  }
  said.push(key);
}

beforeAll(async () => {
  world = await openWorld(nowhere, memoryRouter());
});

afterAll(() => world[Symbol.asyncDispose]());

const toFlaky = (): DeliverParts => ({ ...world.wired.jobs.deliver, placeOf: () => flaky });

async function pendingIds(): Promise<readonly number[]> {
  return (await world.store.pending(world.now(), 100)).map(({ id }) => id);
}

it('says everything once, however often a job comes', async () => {
  const id = await world.rolloutOf('deploy shop v2');
  await world.workUntil(async () => (await world.store.find(id))?.phase === 'observing');
  const before = await world.store.messages.thread(place, id);
  expect(before.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['card', 'line', 'document']));
  for (let row = 1; row < 20; row += 1) {
    await Promise.all([deliver(world.wired.jobs.deliver, row), deliver(world.wired.jobs.deliver, row)]);
  }
  const after = await world.store.messages.thread(place, id);
  expect(after.map(({ key }) => key)).toEqual(before.map(({ key }) => key));
  expect(new Set(after.map(({ key }) => key)).size).toBe(after.length);
  expect(await world.store.documents.get({ rollout: id, document: 'checklist', part: '' })).not.toBeNull();
});

it('tries on with growing pauses when a place takes nothing, and then says it once', async () => {
  const [live] = await world.store.recent({}, 1);
  await world.say(`pause ${live?.id} "to be told"`);
  const rows = await pendingIds();
  expect(rows.length).toBeGreaterThan(0);
  const [row = 0] = rows;
  const pauses: number[] = [];
  failing = 6;
  while (failing > 0) {
    await deliver(toFlaky(), row);
    let waited = 0;
    while (!(await pendingIds()).includes(row)) {
      world.later(500);
      waited += 500;
    }
    pauses.push(waited);
  }
  expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000]);
  await deliver(toFlaky(), row);
  await deliver(toFlaky(), row);
  expect(said).toHaveLength(1);
  expect(await pendingIds()).not.toContain(row);
});

it('waits five minutes at most', async () => {
  const [live] = await world.store.recent({}, 1);
  await world.say(`resume ${live?.id}`);
  const [row = 0] = await pendingIds();
  failing = 15;
  for (let attempt = 0; attempt < 15; attempt += 1) await deliver(toFlaky(), row);
  world.later(300_000);
  expect(await pendingIds()).toContain(row);
});
