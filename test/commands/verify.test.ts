import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { scriptAsked } from '../../handlers/cli/print-script.ts';
import { findProgram } from '../../src/adapters/script/find-program.ts';
import { renderText } from '../../src/core/documents/render-text.ts';
import type { Reply } from '../../src/core/reply.ts';
import { memoryRouter } from '../handlers/memory-router.ts';
import { openWorld, type World } from '../handlers/world.ts';
import { twoServices } from './configuration.ts';

const runnable = ['bwrap', 'shellcheck', 'prlimit', 'curl', 'jq'].every((name) => findProgram(name) !== null);

let broken = false;
const canary = createServer(({ url, headers }, response) => {
  if (url === '/cart') response.setHeader('set-cookie', 'basket=7; Path=/');
  const paid = url === '/pay' && headers.cookie !== 'basket=7';
  response.writeHead(broken || paid ? 500 : 200).end(JSON.stringify({ status: 'up', errors: 0.01 }));
});

let world: World;

beforeAll(async () => {
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
  const { port } = canary.address() as AddressInfo;
  const documents = `documents:
  verification_script:
    endpoints: { /health: 200, /ready: { json: { at: /status, equals: up } } }
    expect: [errors < 5%, error-rate < 2%]
    flows: { pay: [{ get: /cart }, { head: /pay, expect: 200 }] }
metrics:
  errors: { kind: json, path: /stats, field: /errors, unit: ratio }
`;
  const at = twoServices.replace('127.0.0.1:4102', `127.0.0.1:${port}`);
  world = await openWorld(`${at}${documents}`, memoryRouter());
});

afterAll(async () => {
  canary.close();
  await world[Symbol.asyncDispose]();
});

function textOf(reply: Reply): string {
  return reply.kind === 'document' ? renderText(reply.tree, 1000) : 'sentence' in reply ? reply.sentence : '';
}

it.runIf(runnable)(
  'runs before the first stage, is told in the thread and shown on the checklist',
  async () => {
    const id = await world.rolloutOf('deploy shop v2');
    await world.workUntil(async () => (await world.kinds(id)).includes('verified'));
    const event = (await world.events(id)).find(({ kind }) => kind === 'verified');
    expect(event).toMatchObject({ sandboxed: true, notRun: null });
    const results = event?.kind === 'verified' ? event.results.map(({ probe, ok }) => [probe, ok]) : [];
    expect(results).toEqual([
      ['http-health', true],
      ['http-ready', true],
      ['metric-errors-below-5', true],
      ['metric-error-rate-below-2', null],
      ['flow-pay', true],
    ]);
    expect(textOf(await world.say(`report ${id} --document verification-script`))).toContain(
      'Verification: 4 of 5 probes passed; 1 probe could not be judged yet.',
    );
    expect(textOf(await world.say(`report ${id} --checklist`))).toContain('The verification script passes.');
  },
);

it.runIf(runnable)('runs when somebody asks, and a failure moves nothing', async () => {
  broken = true;
  const before = (await world.kinds((await world.store.recent({}, 1))[0]?.id as never)).length;
  const reply = await world.say('verify shop');
  broken = false;
  expect(reply).toMatchObject({ found: 'failed' });
  const text = textOf(reply);
  expect(text).toContain('http-health, http-ready, metric-errors-below-5 and flow-pay failed');
  expect(text).toContain('/health answered 500, not 200');
  const id = (await world.store.recent({}, 1))[0]?.id as never;
  expect((await world.kinds(id)).slice(before)).toEqual(['verified']);
  expect((await world.store.find(id))?.owns).toBe(true);
});

it('shows the script for people to run, without running it', async () => {
  const reply = await world.say('verify shop --script');
  const script = scriptAsked(['verify', 'shop', '--script'], reply);
  expect(script).toMatch(/^#!\/usr\/bin\/env bash\n/);
  expect(script).toMatch(/\ntest "\$failed" = 0\n$/);
  expect(scriptAsked(['report', 'shop', '--script'], reply)).toBeNull();
});

it('is for whoever may promote, and asks nothing of what is over', async () => {
  expect(await world.say('verify shop', 'cy')).toMatchObject({ code: 'not-allowed' });
  await world.say('rollback shop "enough"');
  const id = (await world.store.recent({}, 1))[0]?.id as never;
  await world.workUntil(async () => (await world.kinds(id)).includes('rolled-back'));
  expect(await world.say('verify shop')).toMatchObject({ kind: 'refused', code: 'over' });
});
