import { afterEach, beforeEach, expect, it } from 'vitest';
import { PlaceName } from '../../../src/core/ids.ts';
import { twoServices } from '../../commands/configuration.ts';
import { changed } from '../../config/configuration.ts';
import { type Pagerduty, startPagerduty } from '../../doubles/pagerduty/pagerduty.ts';
import { memoryRouter } from '../memory-router.ts';
import { openWorld, type World } from '../world.ts';

const prod = PlaceName.parse('prod-alerts');
let there: Pagerduty;
let world: World;

beforeEach(async () => {
  there = await startPagerduty();
  const configured = changed(
    '  console: { kind: console }\n',
    `  console: { kind: console }
  prod-alerts: { kind: console }
  pager: { kind: pager, provider: pagerduty, key: { env: KEY }, events_url: "${there.url}" }\n`,
    `${twoServices}alerts: { critical: [prod-alerts, pager], warning: [prod-alerts, pager] }\n`,
  ).replace(/^environments:\n {2}(\w+): \{\}/mu, 'environments:\n  $1: { places: console }');
  world = await openWorld(configured, memoryRouter(), () => there.key);
});
afterEach(async () => {
  await world[Symbol.asyncDispose]();
  await there[Symbol.asyncDispose]();
});

const phaseIs = async (id: string, phase: string) =>
  (await world.store.recent({}, 10)).some((row) => row.id === id && row.phase === phase);
const paged = async (id: Parameters<World['events']>[0]) =>
  (await world.events(id)).flatMap((event) => (event.kind === 'paged' ? [event] : []));

async function rolledBack() {
  const id = await world.rolloutOf('deploy shop v2');
  await world.workUntil(() => phaseIs(id, 'observing'));
  expect(there.events).toEqual([]);
  await world.say(`rollback ${id} "too slow"`);
  await world.workUntil(() => phaseIs(id, 'rolled-back'));
  return id;
}

it('a rollback calls whoever its severity is routed to, once, and the log says that they were called', async () => {
  const id = await rolledBack();
  await world.workUntil(async () => (await paged(id)).length > 0);
  expect(there.incidents).toHaveLength(1);
  expect(there.incidents[0]?.summary).toContain('too slow');
  expect(await paged(id)).toEqual([
    {
      kind: 'paged',
      place: 'pager',
      succeeded: true,
      sentence: expect.stringContaining('Whoever is on call was paged through pager'),
    },
  ]);
  const heard = await world.store.messages.thread(prod, id);
  expect(heard.map(({ kind }) => kind)).toEqual(['card', 'line']);
  expect(JSON.stringify(heard[0]?.body)).toContain('"phase":"rolled back"');
});

it('a pager that is down delays nothing, is told of once, and calls when it is back', async () => {
  there.failing = 503;
  const id = await rolledBack();
  await world.workUntil(async () => (await paged(id)).length > 0);
  world.later(120_000);
  await world.work();
  expect((await paged(id)).map(({ succeeded }) => succeeded)).toEqual([false]);
  there.failing = null;
  await world.workUntil(async () => (await paged(id)).length > 1);
  expect((await paged(id)).map(({ succeeded }) => succeeded)).toEqual([false, true]);
  expect(there.incidents).toHaveLength(1);
});
