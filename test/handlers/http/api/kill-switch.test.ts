import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RolloutId } from '../../../../src/core/ids.ts';
import type { Actor } from '../../../../src/core/rollout/events.ts';
import { TokenId } from '../../../../src/core/tokens/token.ts';
import { nowhere } from '../../jobs/shop.ts';
import { type ApiWorld, openApiWorld } from './api-world.ts';

const killSecret = 'a long secret of the kill switch';
const configuration = nowhere
  .replace(/ {4}prepare:\n.*\n/, '')
  .replace(
    'services:',
    `kill_switch: { token: { env: KILL }, roles: [guardian], body: { required: [reason, confirmed], one_of: [operator, version] } }
api: { routes: { canary: /deployments/canary, status: /deployments/status, rollback: /deployments/rollback, metrics: /deployments/metrics } }
services:`,
  )
  .replace(
    '  ana: { roles: [developer] }',
    '  ana: { roles: [developer] }\n  gil: { name: Gil, roles: [guardian] }',
  );

let api: ApiWorld;
let live: RolloutId;

beforeAll(async () => {
  api = await openApiWorld({ killSecret }, configuration);
});
afterAll(() => api[Symbol.asyncDispose]());

beforeEach(async () => {
  const over = async () => (await api.world.store.owning()).length === 0;
  for (const { id } of await api.world.store.owning()) await api.world.say(`rollback ${id} "next test"`);
  await api.world.workUntil(over);
  live = await observing('deploy shop v2');
});

async function observing(command: string): Promise<RolloutId> {
  const id = await api.world.rolloutOf(command);
  await api.world.workUntil(async () => (await api.world.store.find(id))?.phase === 'observing');
  return id;
}

const path = '/ops/canary/abort';
const order = { reason: 'payments fail', confirmed: true, operator: 'gil' };
const pull = (body: unknown, token = killSecret) => api.post(path, token, body);
const phaseOf = async (id: RolloutId) => (await api.world.store.find(id))?.phase;
const ordered = async (id: RolloutId) =>
  (await api.world.store.events(id)).find(({ event }) => event.kind === 'rollback-ordered');

describe('the kill switch', () => {
  it('takes back what is live, past every gate, and says that the traffic has moved', async () => {
    const answer = await pull(order);
    expect(answer).toMatchObject({
      status: 200,
      body: { kind: 'stopped', stopped: [{ rollout: live, service: 'shop', version: 'v2', moved: true }] },
    });
    expect(await ordered(live)).toMatchObject({
      actor: { person: 'gil', place: 'api/kill-switch' },
      event: { cause: { kind: 'person', reason: 'payments fail', emergency: true } },
    });
    expect(await phaseOf(live)).toBe('rolling-back');
  });

  it('is itself in the log when a version was named and no operator', async () => {
    const answer = await pull({ reason: 'x', confirmed: true, version: 'v2' });
    expect(answer.status).toBe(200);
    expect(await ordered(live)).toMatchObject({ actor: { person: 'kill-switch', roles: ['guardian'] } });
  });

  it.each([
    ['no reason', { confirmed: true, operator: 'gil' }, 422, '`reason` is missing'],
    ['a reason of nothing that is seen', { ...order, reason: '\u200b ' }, 422, '`reason` is missing'],
    ['not confirmed', { reason: 'x', operator: 'gil' }, 422, '"confirmed": true'],
    ['confirmed by a word', { ...order, confirmed: 'true' }, 422, '"confirmed": true'],
    ['neither operator nor version', { reason: 'x', confirmed: true }, 422, '`operator` or `version`'],
    ['a field that is misspelt', { ...order, enviroment: 'demo' }, 422, 'Did you mean `environment`?'],
    ['an operator without the role', { ...order, operator: 'bo' }, 403, 'needs guardian; Bo has lead'],
    ['an operator whom nobody knows', { ...order, operator: 'eve' }, 403, 'no such person'],
    ['another version than what is live', { ...order, version: 'v9' }, 404, 'live_'],
  ])('moves nothing: %s', async (_, body, status, words) => {
    const answer = await pull(body);
    expect(answer).toMatchObject({ status, body: { kind: 'refused' } });
    const expected = words === 'live_' ? live : words;
    expect(String(answer.body['sentence']).toLowerCase()).toContain(expected.toLowerCase());
    expect(answer.body['sentence']).toContain('Nothing was moved.');
    expect(await phaseOf(live)).toBe('observing');
  });

  it('asks which when several are live, takes what is named, or all', async () => {
    const other = await observing('deploy built v2');
    const several = await pull(order);
    expect(several).toMatchObject({ status: 409, body: { code: 'several-live' } });
    expect(several.body['sentence']).toContain(live);
    expect(several.body['sentence']).toContain(other);
    expect([await phaseOf(live), await phaseOf(other)]).toEqual(['observing', 'observing']);
    expect((await pull({ ...order, service: 'built' })).body['stopped']).toMatchObject([{ rollout: other }]);
    expect(await phaseOf(live)).toBe('observing');
    expect((await pull({ ...order, all: true })).status).toBe(200);
    expect(await phaseOf(live)).toBe('rolling-back');
  });

  it('opens for a token of the scope rollback, which speaks as its person alone', async () => {
    const [right, wrong] = [
      await api.token({ scopes: ['rollback'] }),
      await api.token({ scopes: ['status'] }),
    ];
    const body = { reason: 'x', confirmed: true, version: 'v2' };
    expect(await pull(body, wrong)).toMatchObject({ status: 403, body: { code: 'token-scope' } });
    expect(await pull({ ...body, operator: 'gil' }, right)).toMatchObject({
      status: 403,
      body: { code: 'wrong-operator' },
    });
    expect(await pull(body, await api.token({ scopes: ['rollback'], person: 'ana' }))).toMatchObject({
      status: 403,
      body: { code: 'not-allowed' },
    });
    expect(await phaseOf(live)).toBe('observing');
    expect((await pull(body, right)).status).toBe(200);
    expect(await ordered(live)).toMatchObject({
      actor: { person: 'bo', place: expect.stringMatching(/^api\/bot-/) },
    });
  });
});

describe('a plan that gates a rollback by hand, and its own people', () => {
  const gated = configuration
    .replace(
      'rollback_when: [error-rate > 20%',
      'entry: { approvals: 1, of: lead }\n      rollback: { approval: { approvals: 1, of: lead } }\n      rollback_when: [error-rate > 20%',
    )
    .replace('  note: lead', '  note: lead\n  approve: [lead, guardian]\n  emergency-rollback: guardian');
  let careful: ApiWorld;
  beforeAll(async () => {
    careful = await openApiWorld({ killSecret }, gated);
  });
  afterAll(() => careful[Symbol.asyncDispose]());

  it('a token does not approve what its person asked for; the kill switch asks nobody', async () => {
    const scopes = ['approve', 'deploy', 'rollback', 'status'];
    const token = await careful.token({ scopes });
    const asked = await careful.post('/api/v1/commands/deploy', token, { service: 'shop', version: 'v2' });
    const id = String(asked.body['rollout']);
    const approve = (by: string) => careful.post('/api/v1/commands/approve', by, { target: id });
    for (const by of [token, await careful.token({ scopes })]) {
      expect(await approve(by)).toMatchObject({ status: 403, body: { code: 'own-rollout' } });
    }
    await careful.world.say(`rollback ${id} --emergency "next"`, 'gil');
    const other = await careful.world.rolloutOf('deploy shop v2', 'ana');
    expect((await careful.post('/api/v1/commands/approve', token, { target: other })).status).toBe(200);
    const { store } = careful.world;
    await careful.world.workUntil(async () => (await store.find(other))?.phase === 'observing');
    const body = { target: other, reason: 'slow' };
    const soft = await careful.post('/api/v1/commands/rollback', token, body);
    expect(soft.body['sentence']).toContain('needs 1 approval');
    expect((await store.find(other))?.phase).toBe('observing');
    expect(await careful.post(path, killSecret, { ...order, service: 'shop' })).toMatchObject({
      status: 200,
      body: { stopped: [{ rollout: other, moved: true }] },
    });
    expect((await store.find(other))?.phase).toBe('rolling-back');
  });

  it('opens for whoever may roll back, in an emergency alone or not', async () => {
    const { store } = careful.world;
    const body = { reason: 'x', confirmed: true, version: 'v2' };
    const by = (person: string) => careful.token({ person, scopes: ['rollback'] });
    for (const person of ['gil', 'bo']) {
      await careful.world.workUntil(async () => (await store.owning()).length === 0);
      const id = await careful.world.rolloutOf('deploy shop v2', 'ana');
      await careful.world.say(`approve ${id}`);
      await careful.world.workUntil(async () => (await store.find(id))?.phase === 'observing');
      expect((await careful.post(path, await by('ana'), body)).status).toBe(403);
      expect(await careful.post(path, await by(person), body)).toMatchObject({
        status: 200,
        body: { stopped: [{ rollout: id, moved: true }] },
      });
    }
  });
});

describe('routes of belay.yml', () => {
  it('tell what was measured last of a version', async () => {
    const token = await api.token({ scopes: ['status'] });
    for (const at of ['/ops/canary/metrics', '/deployments/metrics']) {
      const asked = `${at}?version=v2&service=shop`;
      expect(await api.send(asked, { token })).toMatchObject({
        status: 200,
        body: { version: 'v2', rollouts: [{ rollout: live, live: true, weight: 10, stable: 'v1' }] },
      });
      expect(JSON.stringify((await api.send(asked, { token })).body)).toContain('"metric":"error-rate"');
    }
    expect((await api.send('/ops/canary/metrics?version=v9', { token })).status).toBe(404);
    expect((await api.send('/ops/canary/metrics?version=v2&version=v3', { token })).status).toBe(422);
  });

  it('do what the built-in ones do, with the same tokens', async () => {
    const token = await api.token({ scopes: ['status', 'deploy', 'rollback'] });
    expect((await api.send('/deployments/status')).status).toBe(401);
    expect((await api.send('/deployments/status', { token })).body).toMatchObject({ kind: 'cards' });
    const body = { service: 'built', version: 'v2' };
    expect(await api.post('/deployments/canary', token, body)).toMatchObject({ status: 202 });
    const back = await api.post('/deployments/rollback', token, { target: live, reason: 'x' });
    expect(back).toMatchObject({ status: 200, body: { kind: 'done', rollout: live } });
  });
});

describe('too many requests', () => {
  let strict: ApiWorld;
  beforeAll(async () => {
    const apiLimits = { caller: 5, address: 1000, failures: 5 };
    strict = await openApiWorld({ killSecret, apiLimits }, configuration);
  });
  afterAll(() => strict[Symbol.asyncDispose]());

  it('are answered 429 with when to come back, each token by itself', async () => {
    const [token, other] = [await strict.token({}), await strict.token({})];
    for (let times = 0; times < 5; times += 1) {
      expect((await strict.send('/api/v1/rollouts', { token })).status).toBe(200);
    }
    const late = await strict.send('/api/v1/rollouts', { token });
    expect(late).toMatchObject({ status: 429, body: { code: 'too-many' } });
    expect(late.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    expect((await strict.send('/api/v1/rollouts', { token: other })).status).toBe(200);
  });

  it('let the right token in at the kill switch, however many wrong ones were tried', async () => {
    const wrong = await Promise.all(Array.from({ length: 20 }, () => strict.post(path, 'wrong', order)));
    expect(wrong.map(({ status }) => status).toSorted()).toEqual([
      ...Array<number>(5).fill(401),
      ...Array<number>(15).fill(429),
    ]);
    expect(wrong.at(-1)?.headers.get('retry-after')).toMatch(/^\d+$/);
    for (let times = 0; times < 10; times += 1)
      expect((await strict.post(path, killSecret, { ...order, confirmed: false })).status).toBe(422);
    expect((await strict.post(path, killSecret, order)).status).toBe(404);
  });

  it('never keep out an emergency rollback, and count a rollback that is none', async () => {
    const token = await strict.token({ scopes: ['rollback', 'status'] });
    const other = await strict.token({ scopes: ['status'] });
    await strict.world.wired.knownTokens.refresh();
    for (let times = 0; times < 6; times += 1) await strict.send('/api/v1/rollouts', { token });
    expect((await strict.send('/api/v1/rollouts', { token })).status).toBe(429);
    const body = { target: 'r-0123456789', reason: 'x' };
    for (const at of ['/api/v1/commands/rollback', '/deployments/rollback']) {
      expect((await strict.post(at, token, { ...body, emergency: true })).status).toBe(404);
      expect((await strict.post(at, token, { ...body, all: true })).status).not.toBe(429);
      expect((await strict.post(at, token, body)).status).toBe(429);
    }
    const sent = () => strict.post('/api/v1/commands/rollback', other, { ...body, emergency: true });
    for (let times = 0; times < 5; times += 1) expect((await sent()).status).toBe(403);
    expect((await sent()).status).toBe(429);
  });

  it('do not keep a token alive that is revoked meanwhile', async () => {
    const token = await strict.token({});
    await strict.world.wired.knownTokens.refresh();
    for (let times = 0; times < 7; times += 1) await strict.send('/api/v1/rollouts', { token: 'blt_guess' });
    expect((await strict.send('/api/v1/rollouts', { token })).status).toBe(200);
    const { tokens } = strict.world.store;
    const { person, roles } = strict.world.speaker('bo');
    const bo: Actor = { kind: 'person', person, roles: [...roles], place: 'terminal' };
    await tokens.revoke(TokenId.parse(token.slice(4, 14)), bo, 1);
    expect((await strict.send('/api/v1/rollouts', { token })).status).not.toBe(200);
  });
});

describe('the kill switch with half of Belay gone', () => {
  let before: ApiWorld;
  beforeEach(async () => {
    before = api;
    api = await openApiWorld({ killSecret }, configuration);
    live = await observing('deploy shop v2');
  });
  afterEach(async () => {
    await api[Symbol.asyncDispose]();
    api = before;
  });

  it.each([
    ['says that it cannot', true],
    ['is silent', 'silent'],
  ] as const)('works without the store when that %s', async (_, how) => {
    const token = await api.token({ scopes: ['rollback'] });
    await api.world.wired.knownTokens.refresh();
    await api.world.wired.lastKnown.refresh();
    api.world.faults.store = how;
    const answer = await pull({ reason: 'x', confirmed: true, version: 'v2' }, token);
    api.world.faults.store = false;
    expect(answer).toMatchObject({ status: 200, body: { stopped: [{ rollout: live, moved: true }] } });
  });

  it('does not say that it is safe while the router refuses', async () => {
    api.router.dead = true;
    const answer = await pull(order);
    api.router.dead = false;
    expect(answer).toMatchObject({ status: 502, body: { stopped: [{ moved: false }] } });
    expect(answer.body['sentence']).toContain('not yet');
  });
});
