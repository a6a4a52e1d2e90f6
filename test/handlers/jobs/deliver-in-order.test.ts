import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type DeliverParts, deliver } from '../../../handlers/jobs/deliver.ts';
import { deliverInOrder } from '../../../handlers/jobs/deliver-in-order.ts';
import { createLanes, type Lanes } from '../../../handlers/jobs/lanes.ts';
import { createTroubles } from '../../../handlers/jobs/troubles.ts';
import { Failure } from '../../../src/core/failure.ts';
import type { PlaceName, RolloutId } from '../../../src/core/ids.ts';
import type { Place } from '../../../src/ports/place.ts';
import { aLog } from '../../builders/log.ts';
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

/** Two workers. */
let parts: readonly DeliverParts[];
let lanes: readonly Lanes[];
let holders = 0;
let log = aLog();
const pending = async () => (await world.store.waiting(place, id)).map((row) => row.id);

/** A rollout of which nothing was said yet. */
async function begin(): Promise<void> {
  for (const row of (await world.store.recent({}, 100)).filter(({ owns }) => owns)) {
    await world.say(`rollback ${row.id} "next"`);
    await world.workUntil(async () => (await world.store.find(row.id))?.owns === false);
  }
  id = await world.rolloutOf('deploy shop v2');
  const usual = world.wired.jobs.deliver;
  log = aLog();
  const inOrder = {
    ...usual,
    log,
    troubles: createTroubles(log, world.now),
    leases: world.store.leases,
    queue: { add: async () => undefined },
    newHolder: () => `worker-${++holders}`,
    resting: new Map(),
  };
  lanes = [1, 2].map(() => createLanes((lane, signal) => deliverInOrder(inOrder, lane, signal)));
  parts = lanes.map((own) => ({ ...usual, placeOf: () => chat, lanes: own }));
  await world.say(`pause ${id} "one"`);
  await world.say(`resume ${id}`);
  await world.say(`pause ${id} "two"`);
  said = [];
  most = 0;
}

/** Jobs for these rows come to one worker, or to both. */
async function tell(rows: readonly number[], workers = parts.slice(0, 1)): Promise<void> {
  for (const row of rows) await Promise.all(workers.map((worker) => deliver(worker, row)));
  await Promise.all(lanes.map((one) => one.idle()));
}

const unreachable = () => new Failure('place-unreachable', 'It is away.', { retryable: true });

it('says the card and then everything in the order in which it happened, once, whoever is asked', async () => {
  await begin();
  const rows = await pending();
  await tell(rows.toReversed(), [...parts]);
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
  await tell(rows);
  expect(asked).toBe(1);
  for (let minute = 0; minute < 10; minute += 1) {
    world.later(60_000);
    await tell(rows.slice(0, 1));
  }
  expect(asked).toBe(11);
  expect(said).toEqual([]);
  refuse = () => null;
  world.later(60_000);
  await tell(rows.slice(-1));
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
  await tell(rows.slice(0, 1));
  refuse = () => null;
  world.later(29_999);
  await tell(rows);
  expect(said).toEqual([]);
  world.later(2);
  await tell(rows.slice(0, 1));
  expect(said.length).toBe(rows.length);
  expect(await world.store.row(rows[0] ?? 0)).toBeNull();
});

it('lets lines pass a card that only waits for its next edit', async () => {
  await begin();
  const rows = await pending();
  const options = { retryable: true, retryAfter: 2000 };
  refuse = (what) => (what.startsWith('card') ? new Failure('place-paced', 'A moment.', options) : null);
  await tell(rows.slice(0, 1));
  expect(said.length).toBe(rows.length - 1);
  expect(await pending()).toEqual([rows[0]]);
  refuse = () => null;
  world.later(2001);
  await tell(rows.slice(0, 1));
  expect(said.at(-1)).toMatch(/^card/);
});

it('goes past what a person must mend first', async () => {
  await begin();
  const rows = await pending();
  refuse = (what) =>
    what.includes('one') ? new Failure('place-refused', 'A scope is missing.', { retryable: false }) : null;
  await tell(rows.slice(0, 1));
  expect(said.length).toBe(rows.length - 1);
  expect(await pending()).toHaveLength(1);
});

it('a platform that is slow holds up nobody else', async () => {
  await begin();
  const [row = 0] = await pending();
  const answered = Promise.withResolvers<void>();
  const slow: Place = { ...chat, card: () => answered.promise };
  const [own] = lanes;
  if (own === undefined) throw new TypeError('there are two workers');
  await deliver({ ...world.wired.jobs.deliver, placeOf: () => slow, lanes: own }, row);
  expect(await pending()).toContain(row);
  answered.resolve();
  await own.idle();
  expect(await pending()).toEqual([]);
});

it('stops after the message that is being said when its worker stops', async () => {
  await begin();
  const rows = await pending();
  const [first, second] = lanes;
  let ended: PromiseLike<void> = Promise.resolve();
  refuse = () => {
    ended = first?.[Symbol.asyncDispose]() ?? ended;
    return null;
  };
  await tell(rows.slice(0, 1));
  await ended;
  expect(said).toHaveLength(1);
  refuse = () => null;
  await tell(rows.slice(1, 2), parts.slice(1));
  await second?.idle();
  expect(said).toHaveLength(rows.length);
});

it('says what became of a rollout while its card was being said, whatever jobs came meanwhile', async () => {
  await begin();
  const [row = 0] = await pending();
  const [asked, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let first = true;
  const [own] = lanes;
  if (own === undefined) throw new TypeError('there are two workers');
  const slow: Place = {
    ...chat,
    async card(key, card) {
      if (first) {
        first = false;
        asked.resolve();
        await answered.promise;
      }
      await chat.card(key, card);
    },
  };
  const slowly = { ...world.wired.jobs.deliver, placeOf: () => slow, lanes: own };
  await deliver(slowly, row);
  await asked.promise;
  await world.say(`rollback ${id} "meanwhile"`);
  await deliver(slowly, row);
  answered.resolve();
  await own.idle();
  const cards = said.filter((what) => what.startsWith('card'));
  expect(cards.at(-1)).toMatch(/roll/);
  expect(await pending()).toEqual([]);
});

it('tells once what a place refuses, however many messages wait, and again after it was well or after ten minutes', async () => {
  await begin();
  const rows = await pending();
  const revoked = () => new Failure('place-refused', 'The token was revoked.', { retryable: true });
  const unknown = () => new Failure('place-refused', 'There is no such channel.', { retryable: true });
  const tryAll = async (why: () => Failure | null) => {
    refuse = why;
    world.later(61_000);
    await tell(rows);
  };
  for (let minute = 0; minute < 5; minute += 1) await tryAll(revoked);
  expect(log.lines).toHaveLength(1);
  expect(log.lines[0]).toContain('"code":"place-refused","sentence":"The token was revoked."');
  expect(log.lines[0]).toContain(`"rollout":"${id}"`);
  expect(log.lines[0]).not.toContain('"err"');
  await tryAll(unknown);
  expect(log.lines).toHaveLength(2);
  world.later(10 * 60_000);
  await tryAll(unknown);
  expect(log.lines).toHaveLength(3);
  await tryAll(() => null);
  expect(await pending()).toEqual([]);
  await world.say(`resume ${id}`);
  rows.splice(0, rows.length, ...(await pending()));
  await tryAll(unknown);
  expect(log.lines).toHaveLength(4);
});
