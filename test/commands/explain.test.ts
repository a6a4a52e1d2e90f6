import { afterAll, beforeAll, expect, it } from 'vitest';
import { renderText } from '../../src/core/documents/render-text.ts';
import type { Reply } from '../../src/core/reply.ts';
import { type MemoryRouter, memoryRouter } from '../handlers/memory-router.ts';
import { openWorld, type World } from '../handlers/world.ts';
import { twoServices } from './configuration.ts';

let world: World;
let router: MemoryRouter;

beforeAll(async () => {
  router = memoryRouter();
  world = await openWorld(twoServices, router);
});

afterAll(() => world[Symbol.asyncDispose]());

function textOf(reply: Reply): string {
  return reply.kind === 'document' ? renderText(reply.tree, 1000) : reply.sentence;
}

it('refuses what is not there with a sentence that helps', async () => {
  expect(await world.say('explain')).toMatchObject({ code: 'nothing-live' });
  expect(await world.say('explain shop')).toMatchObject({ code: 'no-rollout' });
  expect(await world.say('explain r-zzzzzzzzzz')).toMatchObject({
    code: 'no-such-rollout',
    sentence: 'There is no rollout r-zzzzzzzzzz. Type `status` to see the recent ones.',
  });
});

it('explains a rollout from its request until long after its end', async () => {
  const id = await world.rolloutOf('deploy shop v2');
  expect(textOf(await world.say('explain shop'))).toContain('Nothing has been measured yet');
  await world.workUntil(async () => (await world.kinds(id)).includes('measured'));
  const live = textOf(await world.say(`why ${id}`));
  expect(live).toContain('at stage 10%; 1 check');
  expect(live).toContain('error-rate > 5% for 3s:');
  expect(textOf(await world.say('explain shop --check error-rate'))).toContain(
    'limit: the value of the window',
  );
  expect(textOf(await world.say('explain shop --check "error-rate  > 5% for 3s"'))).toContain('Kind');
  expect(await world.say('explain shop --check eror-rate')).toMatchObject({
    code: 'no-such-check',
    sentence: `${id} has no check “eror-rate”. Did you mean \`error-rate\`? Its checks are about error-rate.`,
  });
  await world.say('rollback shop "enough"');
  await world.workUntil(async () => (await world.kinds(id)).includes('rolled-back'));
  const over = textOf(await world.say(`explain ${id}`));
  expect(textOf(await world.say('explain'))).toBe(over);
  expect(await world.say('report')).toEqual(await world.say(`report ${id}`));
  expect(over).toContain('because Bo Chen ordered it: “enough”.');
  expect(over).toContain('error-rate > 5% for 3s:');
});

it('is for whoever may see the status, in each environment', async () => {
  expect(await world.say('explain', 'cy')).toMatchObject({ code: 'not-allowed' });
  const id = await world.rolloutOf('deploy api 1.1 to production');
  expect(await world.say(`explain ${id}`, 'ana')).toMatchObject({
    code: 'not-allowed',
    sentence: expect.stringContaining('explain in production needs the role lead'),
  });
  expect(await world.say(`explain ${id}`)).toMatchObject({ kind: 'document' });
});
