import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '../../commands/registry.ts';
import { startHttp } from '../../handlers/http/server.ts';
import { signToken } from '../../handlers/http/session.ts';
import { PersonId, type RolloutId } from '../../src/core/ids.ts';
import { aLog } from '../builders/log.ts';
import { nowhere } from './jobs/shop.ts';
import { makeUnreadable } from './make-unreadable.ts';
import { memoryRouter } from './memory-router.ts';
import { openWorld, type World } from './world.ts';

let world: World;
let server: Awaited<ReturnType<typeof startHttp>>;
let good: RolloutId;
let bad: RolloutId;
const key = randomBytes(32);

beforeAll(async () => {
  world = await openWorld(nowhere, memoryRouter());
  const { wired, config, store } = world;
  const listen = { host: '127.0.0.1', port: 0 };
  const rest = {
    listen,
    placeListeners: [],
    signalSources: [],
    key,
    pageFolder: tmpdir(),
    newErrorId: () => 'e-1',
    clock: world.now,
    log: aLog(),
  };
  server = await startHttp({ ...wired, config, store, commands, ...rest });
  good = await world.rolloutOf('deploy shop v2');
  bad = await world.rolloutOf('deploy built v2');
  await makeUnreadable(world, bad);
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

async function get(path: string, person = 'bo'): Promise<{ status: number; body: unknown }> {
  const claims = { kind: 'session', person: PersonId.parse(person), until: world.now() + 1000 } as const;
  const headers = { authorization: `Bearer ${signToken(claims, key)}` };
  const answer = await fetch(`${server.url}${path}`, { headers });
  return { status: answer.status, body: await answer.json() };
}

describe('a rollout whose log this version does not understand', () => {
  const named = () => expect.stringContaining(`${bad} cannot be read (its log has an event`);

  it('is named by status, beside the others', async () => {
    expect(await world.say('status')).toMatchObject({
      kind: 'cards',
      sentence: named(),
      cards: [{ rollout: good }],
    });
  });

  it('is named in the list, beside the others', async () => {
    expect(await get('/api/rollouts')).toMatchObject({
      status: 200,
      body: { rollouts: [{ rollout: good }], sentence: named() },
    });
  });

  it('says so when it is asked for by itself', async () => {
    expect(await get(`/api/rollouts/${bad}`)).toMatchObject({ status: 500, body: { sentence: named() } });
    expect(await get(`/api/rollouts/${bad}/documents/report`)).toMatchObject({ status: 500 });
    for (const text of [`status ${bad}`, 'rollback built "no"', `audit ${bad}`]) {
      expect(await world.say(text)).toMatchObject({ kind: 'refused', sentence: expect.any(String) });
    }
    expect(await world.say(`status ${bad}`)).toMatchObject({ code: 'unreadable', sentence: named() });
  });

  it('does not keep the others from being spoken to', async () => {
    expect(await world.say(`note ${good} "still here"`)).toMatchObject({ kind: 'done' });
  });
});
