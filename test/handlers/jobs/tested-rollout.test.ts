import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { RolloutId } from '../../../src/core/ids.ts';
import { fold } from '../../../src/core/rollout/evolve.ts';
import { memoryRouter } from '../memory-router.ts';
import { openWorld, type World } from '../world.ts';
import { nowhere } from './shop.ts';

const tested = nowhere
  .replace('[error-rate > 20% instant, error-rate > 5% for 3s]', '[error-rate worse than 1.2x stable]')
  .replace('[error-rate < 2%]', '[error-rate within 2x stable]');

const router = memoryRouter();
const counted = router.totals;
let world: World;

beforeAll(async () => {
  world = await openWorld(tested, router);
});

afterAll(() => world[Symbol.asyncDispose]());

beforeEach(() => {
  router.canaryErrors = 0;
  router.stableErrors = 0;
  router.totals = counted;
});

async function deployed(): Promise<RolloutId> {
  const id = await world.rolloutOf('deploy shop v2');
  const over = ['completed', 'rolled-back', 'waiting'];
  await world.workUntil(async () => over.includes((await world.store.find(id))?.phase ?? ''));
  return id;
}

test('a canary that counts more failures than stable is taken back, by what every look of the log counted', async () => {
  router.canaryErrors = 0.03;
  const id = await deployed();
  expect(fold(await world.store.events(id))?.phase).toMatchObject({
    kind: 'rolled-back',
    cause: { sentence: expect.stringContaining('"error-rate worse than 1.2x stable"') },
  });
  const looks = (await world.events(id)).filter((event) => event.kind === 'measured');
  const counting = looks.filter(({ stage }) => stage !== null);
  expect(counting.length).toBeGreaterThan(1);
  for (const { evidence } of counting) {
    expect(evidence).toMatchObject([{ metric: 'error-rate', kind: 'counted' }]);
  }
});

test('counters that cannot be read take nothing back and let nothing through', async () => {
  router.totals = () => Promise.reject(new TypeError('undefined is not a function'));
  const id = await deployed();
  const rollout = fold(await world.store.events(id));
  expect(rollout?.phase.kind).toBe('waiting');
  expect(rollout?.verdicts).toMatchObject(
    ['worse than 1.2x', 'within 2x'].map((rule) => ({
      verdict: 'no-data',
      sentence: expect.stringMatching(new RegExp(`${rule}.*could not be asked`)),
    })),
  );
  await world.say(`rollback ${id}`);
  await world.workUntil(async () => (await world.store.find(id))?.phase === 'rolled-back');
});

test('a canary that counts as many failures as stable goes through', async () => {
  router.canaryErrors = 0.04;
  router.stableErrors = 0.04;
  const id = await deployed();
  expect((await world.store.find(id))?.phase).toBe('completed');
});
