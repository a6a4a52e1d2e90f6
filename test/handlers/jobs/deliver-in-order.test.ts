import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type DeliverParts, deliver } from '../../../handlers/jobs/deliver.ts';
import { Failure } from '../../../src/core/failure.ts';
import type { PlaceName, RolloutId } from '../../../src/core/ids.ts';
import type { Place } from '../../../src/ports/place.ts';
import { memoryRouter } from '../memory-router.ts';
import { openWorld, type World } from '../world.ts';
import { nowhere } from './shop.ts';

let world: World;
let id: RolloutId;
const place = 'console' as PlaceName;
let said: string[] = [];
let refuse: (what: string) => Failure | null = () => null;
let atOnce = 0;
let most = 0;

async function speak(what: string): Promise<void> {
  atOnce += 1;
  most = Math.max(most, atOnce);
  await new Promise((resolve) => setTimeout(resolve, 2));
  atOnce -= 1;
  const failure = refuse(what);
  if (failure !== null) throw failure;
  said.push(what);
}

/** A platform of somebody else. */
const chat: Place = {
  name: place,
  remote: true,
  card: (_key, card) => speak(`card ${card.phase}`),
  line: (_key, _rollout, text) => speak(text),
  document: (_key, _rollout, { tree }) => speak(`document ${tree.title}`),
};

beforeAll(async () => {
  world = await openWorld(nowhere, memoryRouter());
});
beforeEach(() => {
  refuse = () => null;
});
afterAll(() => world[Symbol.asyncDispose]());

let parts: DeliverParts;
const pending = async () => (await world.store.waiting(place, id)).map((row) => row.id);

/** A rollout of which nothing was said yet. */
async function begin(): Promise<void> {
  const live = await world.store.recent({}, 1);
  for (const row of live) await world.say(`rollback ${row.id} "next"`);
  await world.work();
  id = await world.rolloutOf('deploy shop v2');
  parts = { ...world.wired.jobs.deliver, placeOf: () => chat, resting: new Map() };
  await world.say(`pause ${id} "one"`);
  await world.say(`resume ${id}`);
  await world.say(`pause ${id} "two"`);
  said = [];
  most = 0;
}

const unreachable = () => new Failure('place-unreachable', 'It is away.', { retryable: true });

it('says the card and then everything in the order in which it happened, once, whoever is asked', async () => {
  await begin();
  const rows = await pending();
  await Promise.all(rows.toReversed().map((row) => deliver(parts, row)));
  expect(said[0]).toMatch(/^card/);
  expect(
    said
      .slice(1)
      .map((line) => /one|two|Resumed/.exec(line)?.[0] ?? '')
      .filter(Boolean),
  ).toEqual(['one', 'Resumed', 'two']);
  expect(new Set(said).size).toBe(said.length);
  expect(most).toBe(1);
  expect(await pending()).toEqual([]);
});

it('leaves a platform that is away alone, and afterwards says everything in order with one card', async () => {
  await begin();
  const rows = await pending();
  let asked = 0;
  refuse = () => {
    asked += 1;
    return unreachable();
  };
  for (const row of rows) await deliver(parts, row);
  expect(asked).toBe(1);
  for (let minute = 0; minute < 10; minute += 1) {
    world.later(60_000);
    await deliver(parts, rows[0] ?? 0);
  }
  expect(asked).toBe(11);
  expect(said).toEqual([]);
  refuse = () => null;
  world.later(60_000);
  await deliver(parts, rows.at(-1) ?? 0);
  expect(said.filter((what) => what.startsWith('card'))).toHaveLength(1);
  expect(said.length).toBe(rows.length);
  expect(said[0]).toMatch(/^card/);
  expect(await pending()).toEqual([]);
});

it('waits as long as a platform says, without counting that as a failure', async () => {
  await begin();
  const rows = await pending();
  const options = { retryable: true, retryAfter: 30_000 };
  refuse = () => new Failure('place-busy', 'Not so fast.', options);
  await deliver(parts, rows[0] ?? 0);
  refuse = () => null;
  world.later(29_999);
  for (const row of rows) await deliver(parts, row);
  expect(said).toEqual([]);
  world.later(2);
  await deliver(parts, rows[0] ?? 0);
  expect(said.length).toBe(rows.length);
  expect(await world.store.row(rows[0] ?? 0)).toBeNull();
});

it('lets lines pass a card that only waits for its next edit', async () => {
  await begin();
  const rows = await pending();
  const options = { retryable: true, retryAfter: 2000 };
  refuse = (what) => (what.startsWith('card') ? new Failure('place-paced', 'A moment.', options) : null);
  await deliver(parts, rows[0] ?? 0);
  expect(said.length).toBe(rows.length - 1);
  expect(await pending()).toEqual([rows[0]]);
  refuse = () => null;
  world.later(2001);
  await world.wired.jobs.deliver.queue.add({ kind: 'deliver', outbox: rows[0] ?? 0 }, world.now());
  await deliver(parts, rows[0] ?? 0);
  expect(said.at(-1)).toMatch(/^card/);
});

it('goes past what a person must mend first', async () => {
  await begin();
  const rows = await pending();
  refuse = (what) =>
    what.includes('one') ? new Failure('place-refused', 'A scope is missing.', { retryable: false }) : null;
  await deliver(parts, rows[0] ?? 0);
  expect(said.length).toBe(rows.length - 1);
  expect(await pending()).toHaveLength(1);
});
