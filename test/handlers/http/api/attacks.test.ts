import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TokenId } from '../../../../src/core/tokens/token.ts';
import { nowhere } from '../../jobs/shop.ts';
import { type ApiWorld, openApiWorld } from './api-world.ts';

let api: ApiWorld;
const plenty = { caller: 10_000, address: 10_000, failures: 10_000 };
const who = { kind: 'person', person: 'bo', roles: [], place: 'terminal' } as const;

beforeAll(async () => {
  api = await openApiWorld(
    { apiLimits: plenty },
    nowhere.replace('  note: lead', '  note: lead\n  audit: lead'),
  );
});
afterAll(() => api[Symbol.asyncDispose]());

const idOf = (token: string) => TokenId.parse(token.slice(4, 14));
const status = (token: string, headers: Record<string, string> = {}) =>
  api.send('/api/v1/commands/status', { token, headers });

async function refusedEvents(token: string) {
  const data: unknown[] = [];
  for await (const row of api.world.store.rows(1)) {
    if (row.stream === `token/${idOf(token)}`) data.push(row.data);
  }
  return data.filter((one) => JSON.stringify(one).includes('token-refused'));
}

describe('a token that is not one', () => {
  it.each([
    ['forged', (token: string) => token.replace(/_.{43}_/, `_${'A'.repeat(43)}_`), 'bad-token'],
    ['truncated', (token: string) => token.slice(0, -1), 'bad-token'],
    ['with a letter more', (token: string) => `${token}0`, 'bad-token'],
    ['without its checksum', (token: string) => token.slice(0, -9), 'bad-token'],
    ['in capitals', (token: string) => token.toUpperCase(), 'bad-token'],
    ['with one letter of the secret changed', (token: string) => change(token, 30), 'bad-token'],
    ['the hash of the secret', () => 'a'.repeat(64), 'bad-token'],
    ['empty', () => ' ', 'no-token'],
  ])('%s opens nothing', async (_, spoil, code) => {
    const answer = await status(spoil(await api.token({})));
    expect(answer).toMatchObject({ status: 401, body: { kind: 'refused', code } });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('with the id of one and the secret of another opens nothing, and the log has it once an hour', async () => {
    const [one, other] = [await api.token({}), await api.token({})];
    const mixed = withChecksum(`blt_${idOf(one)}_${other.slice(15, 58)}`);
    for (let times = 0; times < 5; times += 1) {
      expect(await status(mixed)).toMatchObject({ status: 401, body: { code: 'bad-token' } });
    }
    await expect.poll(() => refusedEvents(one)).toMatchObject([{ why: 'wrong-secret', times: 1 }]);
    api.world.later(3_600_000);
    await status(mixed);
    await expect.poll(() => refusedEvents(one)).toMatchObject([{ times: 1 }, { times: 5 }]);
  });

  it('of an id that was never given opens nothing', async () => {
    const token = await api.token({});
    expect((await status(withChecksum(`blt_0000000000_${token.slice(15, 58)}`))).status).toBe(401);
  });
});

describe('a token that was one', () => {
  it('opens nothing once it has ended, and the log says so', async () => {
    const token = await api.token({ expires: 60_000 });
    expect((await status(token)).status).toBe(200);
    api.world.later(60_000);
    expect(await status(token)).toMatchObject({ status: 401, body: { code: 'token-expired' } });
    await expect.poll(() => refusedEvents(token)).toMatchObject([{ why: 'expired' }]);
  });

  it('opens nothing from the moment it is revoked', async () => {
    const token = await api.token({});
    expect((await status(token)).status).toBe(200);
    await api.world.store.tokens.revoke(
      idOf(token),
      { ...who, person: api.world.speaker('bo').person, roles: [] },
      1,
    );
    expect(await status(token)).toMatchObject({ status: 401, body: { code: 'token-revoked' } });
  });

  it('says its day of use, and no hour', async () => {
    const token = await api.token({});
    await status(token);
    const day = new Date(api.world.now()).toISOString().slice(0, 10);
    await expect.poll(async () => (await api.world.store.tokens.find(idOf(token)))?.lastUsed).toBe(day);
  });
});

describe('a token within its scope', () => {
  it.each([
    ['another command', { scopes: ['status'] }, 'deploy', { service: 'shop', version: 'v2' }],
    ['another environment', { environments: ['demo'] }, 'deploy', { service: 'shop', version: 'v2' }],
    ['another service', { services: ['built'] }, 'deploy', { service: 'shop', version: 'v2' }],
  ])('is refused %s, or not', async (what, limits, command, body) => {
    const token = await api.token(limits);
    const answer = await api.post(`/api/v1/commands/${command}`, token, { ...body, 'dry-run': true });
    const outside = what !== 'another environment';
    expect(answer.status).toBe(outside ? 403 : 200);
    if (outside) expect(answer.body['code']).toBe('token-scope');
    if (outside) await expect.poll(() => refusedEvents(token)).toMatchObject([{ why: 'scope' }]);
  });

  it('sees rollouts of its services alone', async () => {
    const id = await api.world.rolloutOf('deploy shop v2');
    const [shop, built] = [await api.token({ services: ['shop'] }), await api.token({ services: ['built'] })];
    expect(await api.send(`/api/v1/rollouts/${id}`, { token: shop })).toMatchObject({
      status: 200,
      body: { card: { rollout: id } },
    });
    expect((await api.send(`/api/v1/rollouts/${id}`, { token: built })).status).toBe(404);
    expect((await api.send('/api/v1/rollouts', { token: built })).body).toEqual({ rollouts: [] });
    expect((await api.send(`/api/v1/rollouts/${id}/events`, { token: shop })).status).toBe(403);
    const auditor = await api.token({ scopes: ['status', 'audit'] });
    const events = await api.send(`/api/v1/rollouts/${id}/events`, { token: auditor });
    expect(events.body['events']).toMatchObject([
      { seq: 1, event: { kind: 'requested' } },
      ...Array(1).fill({}),
    ]);
    await api.world.say(`rollback ${id} "enough"`);
  });

  it('is not let into what is for people, nor into making tokens', async () => {
    const token = await api.token({});
    for (const path of ['/api/me', '/api/rollouts', '/api/events', '/api/tokens', '/api/audit/verify']) {
      expect((await api.send(path, { token })).status).toBe(401);
    }
    const session = api.session('bo');
    expect((await api.post('/api/tokens', session, { name: 'x' })).status).toBe(401);
  });
});

describe('what is sent', () => {
  const deploy = '/api/v1/commands/deploy';

  it('is refused where a field stands there twice', async () => {
    const token = await api.token({});
    const body = '{"service":"shop","version":"v2","v\\u0065rsion":"v3"}';
    expect(await api.post(deploy, token, body)).toMatchObject({
      status: 400,
      body: { sentence: expect.stringContaining('"version" stands there twice') },
    });
  });

  it.each([
    ['a field that does not exist', { service: 'shop', verison: 'v2' }, 422, 'Did you mean `version`?'],
    ['the prototype', '{"service":"shop","version":"v2","__proto__":{"reason":"x"}}', 422, '__proto__'],
    ['a field that is missing', { service: 'shop' }, 422, '`version` is missing'],
    ['a number', { service: 'shop', version: 2 }, 422, '`version` should be text'],
    ['a list', [], 422, 'JSON object'],
    ['a flag as a version', { service: 'shop', version: '--force' }, 422, 'looks like a flag'],
    ['a path', { service: '../../etc', version: 'v2' }, 422, 'no service name'],
    ['an invisible character', { service: 'shop', version: 'v2', reason: 'a\u202eb' }, 422, 'invisible'],
    ['a second line', { service: 'shop', version: 'v2', reason: 'a\nrollback' }, 422, 'one line'],
    ['too much text', { service: 'shop', version: 'v2', reason: 'x'.repeat(3000) }, 422, 'at most 2000'],
    ['no JSON', '{', 400, 'no JSON'],
    ['more than fits', JSON.stringify({ reason: 'x'.repeat(70_000) }), 413, 'more than fits'],
  ])('is refused with a sentence: %s', async (_, body, code, words) => {
    const answer = await api.post(deploy, await api.token({}), body);
    expect(answer).toMatchObject({
      status: code,
      body: { kind: 'refused', sentence: expect.stringContaining(words) },
    });
    expect(answer.body['sentence']).toMatch(/Nothing was done\.|nothing was done\.$/);
  });

  it('is refused as a form, which any page could send', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await api.post(deploy, await api.token({}), 'service=shop', headers)).status).toBe(415);
  });

  it.each([
    '..%2f..%2fetc%2fpasswd',
    '../../me',
    'deploy/../rollback',
    'constructor',
    '__proto__',
    'ship%00',
  ])('reaches nothing by the name %s', async (name) => {
    const line = await api.raw([
      `POST /api/v1/commands/${name} HTTP/1.1`,
      'Host: localhost',
      `Authorization: Bearer ${await api.token({})}`,
      'Content-Length: 0',
    ]);
    expect(line).toMatch(/^HTTP\/1.1 (404|400|421)/);
  });

  it('is refused with two Authorization headers', async () => {
    const [one, other] = [await api.token({}), await api.token({})];
    const lines = ['GET /api/v1/commands/status HTTP/1.1', 'Host: localhost', 'Connection: close'];
    expect(await api.raw([...lines, `Authorization: Bearer ${one}`])).toMatch(/200/);
    expect(
      await api.raw([...lines, `Authorization: Bearer ${one}`, `authorization: Bearer ${other}`]),
    ).toMatch(/400/);
  });

  it('is answered under any name for who has a token, and never for a page elsewhere', async () => {
    const token = await api.token({});
    const lines = ['GET /api/v1/commands/status HTTP/1.1', 'Host: belay.svc', 'Connection: close'];
    expect(await api.raw([...lines, `Authorization: Bearer ${token}`])).toMatch(/200/);
    expect(await api.raw([...lines, 'Cookie: belay-session=x'])).toMatch(/421/);
    const cross = await api.post(deploy, token, { service: 'shop' }, { origin: 'https://evil.example' });
    expect(cross.status).toBe(403);
    expect(cross.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('the same key', () => {
  const note = (token: string, text: string, key: string) =>
    api.post(
      '/api/v1/commands/deploy',
      token,
      { service: 'built', version: text },
      { 'idempotency-key': key },
    );

  it('runs once, also when both come at once; another command with it is refused, for another token it is new', async () => {
    const [token, other] = [await api.token({}), await api.token({})];
    const [first, second] = await Promise.all([note(token, 'v2', 'key-0001'), note(token, 'v2', 'key-0001')]);
    expect(first).toMatchObject({ status: 202, body: { kind: 'done' } });
    expect(second.body).toEqual(first.body);
    expect((await note(token, 'v2', 'key-0001')).body).toEqual(first.body);
    expect(await note(token, 'v3', 'key-0001')).toMatchObject({ status: 409, body: { code: 'key-used' } });
    expect((await note(other, 'v2', 'key-0001')).body).not.toEqual(first.body);
    await api.world.say(`rollback ${String(first.body['rollout'])} "enough"`);
  });

  it('is refused when it is no key', async () => {
    expect(await note(await api.token({}), 'v2', 'a b')).toMatchObject({
      status: 422,
      body: { code: 'bad-key' },
    });
  });
});

function change(token: string, at: number): string {
  const other = token[at] === 'A' ? 'B' : 'A';
  return withChecksum((token.slice(0, at) + other + token.slice(at + 1)).slice(0, 58));
}

function withChecksum(text: string): string {
  return `${text}_${crc(text)}`;
}

/** Written out here: whoever forges a token knows how its checksum is made. */
function crc(text: string): string {
  let rest = 0xffffffff;
  for (const byte of Buffer.from(text)) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  }
  return ((rest ^ 0xffffffff) >>> 0).toString(16).padStart(8, '0');
}
