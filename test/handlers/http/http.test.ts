import { createHmac, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commands } from '../../../commands/registry.ts';
import { startHttp } from '../../../handlers/http/server.ts';
import { type Claims, sessionLasts, signToken } from '../../../handlers/http/session.ts';
import { PersonId, type RolloutId } from '../../../src/core/ids.ts';
import { aLog } from '../../builders/log.ts';
import { nowhere } from '../jobs/shop.ts';
import { memoryRouter } from '../memory-router.ts';
import { openWorld, type World } from '../world.ts';

let world: World;
let server: Awaited<ReturnType<typeof startHttp>>;
let pageFolder: string;
let id: RolloutId;
const key = randomBytes(32);
const hostile = `<img src=x onerror=alert(1)>"'</script>`;

beforeAll(async () => {
  world = await openWorld(nowhere, memoryRouter());
  pageFolder = await mkdtemp(join(tmpdir(), 'belay-page-'));
  await writeFile(join(pageFolder, 'index.html'), '<!doctype html><title>Belay</title>');
  const { wired, config, store } = world;
  server = await startHttp({
    ...wired,
    config,
    store,
    commands,
    placeListeners: [],
    signalSources: [],
    listen: { host: '127.0.0.1', port: 0 },
    publicUrl: 'https://belay.example.com',
    key,
    pageFolder,
    newErrorId: () => 'e-1',
    clock: world.now,
    log: aLog(),
  });
  id = await world.rolloutOf(`deploy shop v2 --reason "${hostile.replaceAll('"', '')}"`);
  await world.workUntil(async () => (await store.find(id))?.phase === 'observing');
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
  await rm(pageFolder, { recursive: true });
});

function token(
  person = 'bo',
  until = world.now() + sessionLasts,
  signedWith = key,
  kind: Claims['kind'] = 'session',
): string {
  return signToken({ kind, person: PersonId.parse(person), until }, signedWith);
}

const loginToken = (person = 'bo', until = world.now() + sessionLasts) => token(person, until, key, 'login');

interface Asked {
  readonly method?: string;
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

function ask(
  path: string,
  { method = 'GET', token: bearer, body, headers = {} }: Asked = {},
): Promise<Response> {
  const all: Record<string, string> = { ...headers };
  if (bearer !== undefined) all['authorization'] = `Bearer ${bearer}`;
  if (body !== undefined) all['content-type'] ??= 'application/json';
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return fetch(`${server.url}${path}`, {
    method,
    headers: all,
    ...(body === undefined ? {} : { body: text }),
  });
}

const command = (text: string, keyOf = randomBytes(8).toString('hex'), person = 'bo') =>
  ask('/api/command', { method: 'POST', token: token(person), body: { text, key: keyOf } });

describe('a stranger', () => {
  const routes = () => [
    ['GET', '/api/me'],
    ['GET', '/api/rollouts'],
    ['GET', `/api/rollouts/${id}`],
    ['GET', `/api/rollouts/${id}/documents/checklist`],
    ['GET', `/api/rollouts/${id}/documents/checklist.pdf`],
    ['GET', '/api/complete?text=dep'],
    ['GET', '/api/audit/verify'],
    ['GET', '/api/events'],
    ['POST', '/api/command'],
  ];

  const edited = () => {
    const [, signature = ''] = token('ana').split('.');
    const claims = Buffer.from(
      JSON.stringify({ kind: 'session', person: 'bo', until: world.now() + 1000 }),
    ).toString('base64url');
    return `${claims}.${signature}`;
  };
  const withoutUntil = () => {
    const claims = Buffer.from(JSON.stringify({ kind: 'session', person: 'bo' })).toString('base64url');
    return `${claims}.${createHmac('sha256', key).update(claims).digest('base64url')}`;
  };
  const withoutKind = () => {
    const claims = Buffer.from(JSON.stringify({ person: 'bo', until: world.now() + 1000 })).toString(
      'base64url',
    );
    return `${claims}.${createHmac('sha256', key).update(claims).digest('base64url')}`;
  };
  const signedNonsense = () => {
    const claims = Buffer.from('not json').toString('base64url');
    return `${claims}.${createHmac('sha256', key).update(claims).digest('base64url')}`;
  };

  it.each([
    ['without a token', () => undefined],
    ['with a forged token', () => token('bo', world.now() + 1000, randomBytes(32))],
    ['with an edited token', edited],
    ['with an expired token', () => token('bo', world.now() - 1)],
    ['with a token without an end', withoutUntil],
    ['with a token that does not say what for', withoutKind],
    ['with the token of a link, which only signs in', () => loginToken()],
    ['with a token of nonsense', signedNonsense],
    ['with half a token', () => token().split('.')[0] ?? ''],
    ['with an unsigned token', () => `${token().split('.')[0]}.`],
    ['with a token of somebody who was taken out of belay.yml', () => token('eve')],
  ])('%s gets 401 from every route', async (_, tokenOf) => {
    for (const [method = '', path = ''] of routes()) {
      const bearer = tokenOf();
      const body = method === 'POST' ? { text: 'status', key: '12345678' } : undefined;
      const answer = await ask(path, { method, body, ...(bearer === undefined ? {} : { token: bearer }) });
      expect([path, answer.status]).toEqual([path, 401]);
      expect(Object.keys((await answer.json()) as object)).toEqual(['sentence']);
    }
  });

  it('cannot log in with a bad token, and gets no cookie', async () => {
    for (const bad of ['', 'x', 'x.y', loginToken('bo', world.now() - 1)]) {
      const answer = await ask('/api/session', { method: 'POST', body: { token: bad } });
      expect([answer.status, answer.headers.get('set-cookie')]).toEqual([401, null]);
    }
  });

  it('sees the page and whether the server lives, and nothing else', async () => {
    expect((await ask('/')).status).toBe(200);
    expect(await (await ask('/healthz')).json()).toEqual({ ok: true });
    for (const path of ['/../package.json', '/%2e%2e/package.json', '/api/nothing', '/.belay/session-key']) {
      expect((await ask(path)).status).toBe(404);
    }
  });
});

describe('a session', () => {
  it('is a cookie that no script can read and no other site can send', async () => {
    const answer = await ask('/api/session', { method: 'POST', body: { token: loginToken('ana') } });
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(answer.status).toBe(204);
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    expect(cookie).toMatch(/Path=\//);
    const me = await ask('/api/me', { headers: { cookie: cookie.split(';')[0] ?? '' } });
    expect(await me.json()).toMatchObject({ person: 'ana', roles: ['developer'], environments: ['demo'] });
  });

  it('cannot be made from another session, so that a stolen one ends', async () => {
    const signedIn = await ask('/api/session', { method: 'POST', body: { token: loginToken() } });
    const [, stolen = ''] = /belay-session=([^;]+)/.exec(signedIn.headers.get('set-cookie') ?? '') ?? [];
    expect((await ask('/api/me', { token: stolen })).status).toBe(200);
    const renewed = await ask('/api/session', { method: 'POST', body: { token: stolen } });
    expect([renewed.status, renewed.headers.get('set-cookie')]).toEqual([401, null]);
  });

  it('offers only what the person may do', async () => {
    const verbs = async (person: string) =>
      ((await (await ask('/api/me', { token: token(person) })).json()) as { verbs: string[] }).verbs;
    expect(await verbs('ana')).toEqual(['deploy', 'prepare-migration', 'status', 'ask', 'explain']);
    expect(await verbs('bo')).toContain('rollback');
  });

  it('is over when the person logs out', async () => {
    const answer = await ask('/api/session', { method: 'DELETE' });
    expect(answer.headers.get('set-cookie')).toMatch(/^belay-session=;/);
  });
});

describe('another site', () => {
  /** fetch does not let a caller choose the host. */
  function askAs(host: string, headers: Record<string, string> = {}, method = 'GET'): Promise<number> {
    const { port } = new URL(server.url);
    return new Promise((resolve, reject) => {
      const sent = httpRequest(
        { port, host: '127.0.0.1', path: '/api/me', method, headers: { ...headers, host } },
        (answer) => {
          answer.resume();
          resolve(answer.statusCode ?? 0);
        },
      );
      sent.on('error', reject).end();
    });
  }

  it('that gives the name people know it by is served', async () => {
    expect(await askAs('belay.example.com', { authorization: `Bearer ${token()}` })).toBe(200);
  });

  it.each([
    'evil.example',
    'evil.example:7070',
    'belay.example.com.evil.example',
    '127.0.0.1',
    '127.0.0.1.evil.example',
  ])('that gives its name %s to this address gets 421', async (host) => {
    expect(await askAs(host, { authorization: `Bearer ${token()}` })).toBe(421);
  });

  it('may not send anything that acts', async () => {
    for (const origin of [
      'https://evil.example',
      'null',
      `${server.url}.evil.example`,
      'http://127.0.0.1:1',
    ]) {
      const body = { text: `rollback ${id}`, key: 'another-site' };
      const answer = await ask('/api/command', { method: 'POST', token: token(), body, headers: { origin } });
      expect([origin, answer.status]).toEqual([origin, 403]);
    }
    expect((await world.store.find(id))?.phase).toBe('observing');
  });

  it('cannot frame the page or have scripts run in it', async () => {
    const { headers } = await ask('/');
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });

  it('is told apart from the page of this console', async () => {
    const body = { text: 'status', key: 'own-page-1' };
    const headers = { origin: server.url };
    expect((await ask('/api/command', { method: 'POST', token: token(), body, headers })).status).toBe(200);
  });
});

describe('a command', () => {
  it('runs once, however often the same key is sent', async () => {
    const before = (await world.store.events(id)).length;
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => command(`note ${id} once`, 'the-same-key')),
    );
    const texts = await Promise.all(answers.map((answer) => answer.text()));
    expect(new Set(texts).size).toBe(1);
    expect((await world.store.events(id)).length).toBe(before + 1);
  });

  it('of another person with the same key is another command', async () => {
    const before = (await world.store.events(id)).length;
    await command(`note ${id} bo`, 'a-shared-key', 'bo');
    expect(await (await command(`note ${id} ana`, 'a-shared-key', 'ana')).json()).toMatchObject({
      code: 'not-allowed',
    });
    expect((await world.store.events(id)).length).toBe(before + 1);
  });

  it.each([
    ['no body', undefined],
    ['not JSON', '{"text":'],
    ['no key', { text: 'status' }],
    ['a short key', { text: 'status', key: 'short' }],
    ['a number', { text: 5, key: '12345678' }],
    ['too long a text', { text: 'x'.repeat(2001), key: '12345678' }],
    ['an array', []],
  ])('with %s is refused with a sentence', async (_, body) => {
    const answer = await ask('/api/command', { method: 'POST', token: token(), body });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ sentence: expect.stringContaining('Nothing was done') });
  });

  it('larger than 64 KiB is not read', async () => {
    const body = { text: 'status', key: '12345678', padding: 'x'.repeat(70_000) };
    const answer = await ask('/api/command', { method: 'POST', token: token(), body });
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ sentence: expect.any(String) });
  });

  it('that is not JSON by its type is not run', async () => {
    const headers = { 'content-type': 'text/plain' };
    const body = JSON.stringify({ text: 'status', key: '12345678' });
    expect((await ask('/api/command', { method: 'POST', token: token(), body, headers })).status).toBe(400);
  });
});

describe('what people wrote', () => {
  it('comes back as JSON and nothing else, whatever it looks like', async () => {
    await command(`note ${id} ${hostile.replaceAll(/["']/g, '')}`);
    for (const path of ['/api/rollouts', `/api/rollouts/${id}`, `/api/rollouts/${id}/documents/checklist`]) {
      const answer = await ask(path, { token: token() });
      expect([path, answer.status, answer.headers.get('content-type')]).toEqual([
        path,
        200,
        'application/json; charset=utf-8',
      ]);
    }
    const view = await (await ask(`/api/rollouts/${id}`, { token: token() })).text();
    expect(view).toContain('onerror=alert(1)');
    for (const path of [`/api/rollouts/${encodeURIComponent(hostile)}`, `/${encodeURIComponent(hostile)}`]) {
      const answer = await ask(path, { token: token() });
      expect(answer.headers.get('content-type')).toContain('application/json');
      expect(await answer.text()).not.toContain('onerror');
    }
  });
});

describe('what can be read', () => {
  it('is the rollout, its story, its documents and its charts', async () => {
    const view = await (await ask(`/api/rollouts/${id}`, { token: token('ana') })).json();
    expect(view).toMatchObject({ card: { rollout: id }, documents: [{ document: 'checklist' }] });
    expect((await ask(`/api/rollouts/${id}/documents/report`, { token: token() })).status).toBe(404);
    expect((await ask(`/api/rollouts/${id}/documents/passwd`, { token: token() })).status).toBe(404);
    expect((await ask('/api/rollouts/r-zzzzzzzzzz', { token: token() })).status).toBe(404);
  });

  it('completes what is being typed', async () => {
    const answer = await ask('/api/complete?text=deploy%20shop%20', { token: token() });
    const { suggestions } = (await answer.json()) as { suggestions: { text: string }[] };
    expect(suggestions.map(({ text }) => text)).toContain('deploy shop v2');
  });

  it('verifies the log only for those who may audit', async () => {
    expect((await ask('/api/audit/verify', { token: token('bo') })).status).toBe(403);
  });
});
