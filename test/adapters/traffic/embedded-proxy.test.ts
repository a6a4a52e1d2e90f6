import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sessionCookie } from '../../../handlers/http/identify.ts';
import { consoleCookie } from '../../../src/adapters/traffic/embedded-proxy/forwarded.ts';
import { MetricsAnswer } from '../../../src/adapters/traffic/embedded-proxy/protocol.ts';
import { startProxy } from '../../../src/adapters/traffic/embedded-proxy/start.ts';
import { Failure } from '../../../src/core/failure.ts';
import { Routing, type Target } from '../../../src/core/rollout/plan.ts';
import { createClient } from '../../contract/clients.ts';
import { startVersion, type VersionServer } from '../../contract/version-server.ts';
import { type OpenProxy, openProxy, token } from './open-proxy.ts';

const routing = Routing.parse({
  router: 'r',
  route: 'shop',
  sticky: null,
  header: null,
  segments: [],
  lease: 60_000,
});

let open: OpenProxy;
let v1: VersionServer;
let v2: VersionServer;

beforeEach(async () => {
  [open, v1, v2] = await Promise.all([openProxy(), startVersion('v1'), startVersion('v2')]);
});

afterEach(async () => {
  for (const one of [open, v1, v2]) await one[Symbol.asyncDispose]();
});

function split(weight: number, canary: Target = v2.target, over: Partial<Routing> = {}): Promise<void> {
  const wanted = { kind: 'split', stable: v1.target, canary, weight } as const;
  return open.router.apply({ ...routing, ...over }, wanted, 5);
}

function stable(): Promise<void> {
  return open.router.apply(routing, { kind: 'stable', stable: v1.target }, 5);
}

async function control(path: string, init: RequestInit = {}, bearer = token) {
  const response = await fetch(`${open.controlUrl}${path}`, {
    ...init,
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
  });
  return { status: response.status, body: await response.json() };
}

async function counts(version: string) {
  const { body } = await control('/routes/shop/metrics?window=60000');
  const answer = MetricsAnswer.parse(body);
  return {
    ...answer.windows[0]?.cohorts.find((one) => one.version === version),
    ...answer.versions.find((one) => one.version === version),
  };
}

describe('the control address', () => {
  test('answers nobody without the token', async () => {
    const answer = await control('/routes/shop', {}, 'a-wrong-token-for-tests');
    expect(answer.status).toBe(401);
    expect(JSON.stringify(answer.body)).not.toContain(token);
  });

  test('names the routes it has when asked for another', async () => {
    const answer = await control('/routes/elsewhere');
    expect(answer).toMatchObject({ status: 404, body: { sentence: expect.stringContaining('shop') } });
    await expect(open.router.read({ ...routing, route: 'elsewhere' })).rejects.toMatchObject({
      code: 'router-refused',
    });
  });

  test.each([
    ['a weight above 100', { weight: 101 }],
    ['an address with a path', { canary: { version: 'v2', url: 'http://127.0.0.1:1/base' } }],
    ['an address that is not HTTP', { canary: { version: 'v2', url: 'ftp://127.0.0.1:1' } }],
    ['the same version on both sides', { canary: { version: 'v1', url: 'http://127.0.0.1:1' } }],
  ])('refuses %s and changes nothing', async (_, fault) => {
    await stable();
    const wanted = { kind: 'split', stable: v1.target, canary: v2.target, weight: 5, ...fault };
    const body = JSON.stringify({ wanted, routing, fence: 9 });
    const answer = await control('/routes/shop', { method: 'PUT', body });
    expect(answer).toMatchObject({ status: 422, body: { code: 'bad-order' } });
    expect((await open.router.read(routing)).wanted?.kind).toBe('stable');
  });

  test('refuses a cookie name that would break a header', async () => {
    const sticky = { cookie: 'a; Domain=evil', lasts: 1000 };
    await expect(split(5, v2.target, { sticky })).rejects.toMatchObject({ code: 'router-refused' });
  });

  test('says what is wrong when the order is not JSON', async () => {
    expect(await control('/routes/shop', { method: 'PUT', body: '{' })).toMatchObject({ status: 400 });
  });

  test('the line to undo by hand works, and the reading says that somebody used it', async () => {
    await split(100);
    const line = open.router.undoByHand(routing, v1.target).at(-1) ?? '';
    await promisify(execFile)('sh', ['-c', line], { env: { ...process.env, BELAY_PROXY_TOKEN: token } });
    const reading = await open.router.read(routing);
    expect(reading).toMatchObject({ wanted: { kind: 'stable', stable: v1.target }, fence: 5 });
    expect(reading.returned).toBe('somebody sent all traffic to stable by hand at the proxy');
  });

  test('an unreachable proxy is a failure that may be retried', async () => {
    await open.proxy.close();
    await expect(open.router.read(routing)).rejects.toMatchObject({
      code: 'router-unreachable',
      retryable: true,
    });
    const [measured] = await open.router.measure(routing, { canary: v2.target, stable: v1.target }, [
      { metric: 'm', series: 'p95', window: 1000 },
    ]);
    expect(measured?.canary).toMatchObject({ kind: 'none', reason: 'source-failed' });
  });
});

describe('start and restart', () => {
  test('serves nobody before it was ever told a version', async () => {
    const answer = await fetch(open.url);
    expect(answer.status).toBe(503);
    expect(await answer.text()).toMatch(/No version serves this route yet/);
  });

  test('serves stable only after a restart, whatever it was set to, and says so until told anew', async () => {
    await split(100);
    await open.proxy.close();
    await using again = await openProxy(open.stateFile);
    const answer = await fetch(again.url);
    expect(answer.headers.get('x-version')).toBe('v1');
    const reading = await again.router.read(routing);
    expect(reading).toMatchObject({ wanted: { kind: 'stable', stable: v1.target }, fence: 5 });
    expect(reading.returned).toMatch(/restarted/);
    await again.router.apply(routing, { kind: 'stable', stable: v1.target }, 6);
    expect((await again.router.read(routing)).returned).toBeNull();
  });

  test('says when its state file cannot be understood, and serves nobody', async () => {
    await writeFile(open.stateFile, 'half a fi');
    await using again = await openProxy(open.stateFile);
    expect(again.said.join()).toMatch(/cannot be understood/);
    expect((await fetch(again.url)).status).toBe(503);
  });

  test('a port in use is a failure with the port and what to do', async () => {
    const port = open.proxy.listeners[0]?.port ?? 0;
    const failure = await startProxy({
      control: { host: '127.0.0.1', port: 0 },
      listeners: [{ route: 'shop', host: '127.0.0.1', port }],
      token,
      stateFile: `${open.stateFile}.other`,
      log: () => {},
    }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({ code: 'port-in-use', message: expect.stringContaining(`${port}`) });
  });
});

describe('requests pass unchanged', () => {
  test.each(['application/json', 'text/plain', 'application/x-made-up', 'not a media type', ''])(
    'a body of type %j',
    async (type) => {
      await stable();
      const body = type === 'application/json' ? Buffer.from('{ "a" : 1 }\n') : randomBytes(70_000);
      const { headers, received } = await send(
        'POST',
        '/echo',
        type === '' ? {} : { 'content-type': type },
        body,
      );
      expect(headers['x-sha256']).toBe(createHash('sha256').update(body).digest('hex'));
      expect(received.equals(body)).toBe(true);
    },
  );

  test('a large body in pieces of unknown length, even with GET', async () => {
    await stable();
    const body = randomBytes(6_000_000);
    for (const method of ['POST', 'GET', 'DELETE']) {
      const { received } = await send(method, '/echo', { 'transfer-encoding': 'chunked' }, body);
      expect(received.equals(body)).toBe(true);
    }
  });

  test('path, query, host and headers, without those of the connection', async () => {
    await stable();
    const { received } = await send('GET', '/headers/a%2Fb?x=1&x=2&y=a+b%20c', {
      'x-own': 'kept',
      'keep-alive': 'timeout=9',
      expect: '100-continue',
      'x-forwarded-for': '10.0.0.1',
      'x-belay-passage': '1',
    });
    const seen = JSON.parse(received.toString());
    expect(seen).toMatchObject({
      'x-own': 'kept',
      host: new URL(open.url).host,
      url: '/headers/a%2Fb?x=1&x=2&y=a+b%20c',
    });
    expect(seen['x-forwarded-for']).toMatch(/^10\.0\.0\.1, /);
    for (const gone of ['keep-alive', 'expect', 'x-belay-passage']) expect(seen).not.toHaveProperty(gone);
  });

  test('the version’s own cookies beside the sticky one, and nothing else is added', async () => {
    await split(100, v2.target, { sticky: { cookie: 'belay', lasts: 60_000 } });
    const { headers } = await send('GET', '/cookie');
    expect(headers['set-cookie']).toEqual([
      'a=1',
      'b=2',
      expect.stringMatching(/^belay=\d{6}; Max-Age=60; /),
    ]);
    expect(Object.keys(headers).filter((name) => name.startsWith('x-'))).toEqual(['x-version']);
  });

  test('except the console’s session, which no version is shown and none may set', async () => {
    expect(consoleCookie).toBe(sessionCookie);
    await split(100, v2.target, { sticky: { cookie: 'belay', lasts: 60_000 } });
    const cookie = 'a=1; belay-session=secret; belay-sessions=kept; belay-session=twice';
    const { received } = await send('GET', '/headers', { cookie });
    expect(JSON.parse(received.toString()).cookie).toBe('a=1; belay-sessions=kept');
    const alone = await send('GET', '/headers', { cookie: 'belay-session=secret' });
    expect(JSON.parse(alone.received.toString())).not.toHaveProperty('cookie');
    const { headers } = await send('GET', '/session-cookie');
    expect(headers['set-cookie']).toEqual(['a=1', expect.stringMatching(/^belay=\d{6}; /)]);
    await stable();
    expect((await send('GET', '/session-cookie')).headers['set-cookie']).toEqual(['a=1']);
  });

  test('an answer reaches the client while the version still writes it', async () => {
    await using server = await streamingServer();
    await open.router.apply(routing, { kind: 'stable', stable: server.target }, 6);
    const response = await fetch(open.url);
    const reader = response.body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('first');
    server.finish();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('last');
  });
});

describe('what is counted', () => {
  test('a version that cannot be reached: 502, an error of that version', async () => {
    const gone = await startVersion('v-gone');
    await gone[Symbol.asyncDispose]();
    await split(100, gone.target);
    expect((await fetch(open.url)).status).toBe(502);
    expect(await counts('v-gone')).toMatchObject({
      given: 1,
      requests: 1,
      errors: 1,
      statuses: [0, 0, 0, 0, 1],
    });
  });

  test('a 503 is passed on at once, without a second try', async () => {
    await split(100);
    expect((await fetch(`${open.url}status/503`)).status).toBe(503);
    expect(v2.marks).toHaveLength(1);
    expect(await counts('v2')).toMatchObject({ requests: 1, errors: 1 });
  });

  test('an answer that breaks off is an error', async () => {
    await split(100);
    await expect(fetch(`${open.url}break`).then((answer) => answer.text())).rejects.toThrow();
    await expect
      .poll(() => counts('v2'))
      .toMatchObject({ requests: 1, errors: 1, statuses: [0, 1, 0, 0, 0] });
  });

  test('a client that goes away before the answer is a request and no error', async () => {
    await split(100);
    await expect(fetch(`${open.url}hang`, { signal: AbortSignal.timeout(150) })).rejects.toThrow();
    await expect
      .poll(() => counts('v2'))
      .toMatchObject({
        requests: 1,
        errors: 0,
        aborted: 1,
        inFlight: 0,
        statuses: [0, 0, 0, 0, 0],
      });
  });

  test('an upload that the client gives up is no error of the version', async () => {
    await split(100);
    const upload = httpRequest(`${open.url}echo`, { method: 'POST', headers: { 'content-length': '1000' } });
    upload.on('error', () => {});
    upload.write('half');
    await wait(100);
    upload.destroy();
    await expect.poll(() => counts('v2')).toMatchObject({ requests: 1, errors: 0, aborted: 1 });
  });

  test('rates and quantiles are what the version really did, both versions at one instant', async () => {
    await split(50);
    const client = createClient(20);
    const paths = ['status/500', 'status/404', 'status/404', ...Array<string>(27).fill('')];
    await Promise.all(
      Array.from({ length: 600 }, async (_, index) => client.get(`${open.url}${paths[index % 30] ?? ''}`)),
    );
    await Promise.all(Array.from({ length: 40 }, () => client.get(`${open.url}slow/300`)));
    const sides = { canary: v2.target, stable: v1.target };
    const names = ['requests', 'error-rate', 'success-rate', '4xx-rate', '5xx-rate', 'p50', 'p99'];
    const measured = await open.router.measure(
      routing,
      sides,
      names.map((series) => ({ metric: series, series, window: 60_000 })),
    );
    const value = (name: string, side: 'canary' | 'stable') => {
      const reading = measured.find(({ metric }) => metric === name)?.[side];
      return reading?.kind === 'value' ? reading.value : Number.NaN;
    };
    const [canary, both] = [
      value('requests', 'canary'),
      value('requests', 'canary') + value('requests', 'stable'),
    ];
    expect(both).toBe(640);
    expect(canary).toBe(v2.marks.length);
    const errors = (['canary', 'stable'] as const).map(
      (side) => value('error-rate', side) * value('requests', side),
    );
    expect((errors[0] ?? 0) + (errors[1] ?? 0)).toBeCloseTo(20, 6);
    const missing = (['canary', 'stable'] as const).map(
      (side) => value('4xx-rate', side) * value('requests', side),
    );
    expect((missing[0] ?? 0) + (missing[1] ?? 0)).toBeCloseTo(40, 6);
    expect(value('success-rate', 'canary')).toBeCloseTo(1 - value('error-rate', 'canary'), 12);
    expect(value('5xx-rate', 'stable')).toBeCloseTo(value('error-rate', 'stable'), 12);
    expect(value('p99', 'canary')).toBeGreaterThan(300 / 1.1);
    expect(value('p50', 'canary')).toBeLessThan(300 / 1.1);
    await client.close();
  });

  test('when a version was last handed a request', async () => {
    await split(100);
    await fetch(open.url);
    const last = (await counts('v2')).acceptedAt ?? 0;
    await stable();
    await wait(20);
    await fetch(open.url);
    expect((await counts('v2')).acceptedAt).toBe(last);
    expect((await counts('v1')).acceptedAt ?? 0).toBeGreaterThan(last);
  });
});

describe('when the version takes no more requests', () => {
  test('a client that leaves while waiting is counted once and holds nothing', async () => {
    await split(100);
    const held = Array.from({ length: 256 }, () => send('GET', '/hang').catch(() => null));
    await expect.poll(() => v2.marks.length, { timeout: 10_000 }).toBe(256);
    await expect(fetch(`${open.url}`, { signal: AbortSignal.timeout(100) })).rejects.toThrow();
    await v2[Symbol.asyncDispose]();
    await Promise.all(held);
    expect(await counts('v2')).toMatchObject({ given: 257, requests: 257, aborted: 1, inFlight: 0 });
  });
});

describe('stable is ordered while requests wait for a connection', () => {
  test('those that have not left yet go to stable, bodies included', async () => {
    await split(100);
    const held = Array.from({ length: 256 }, () =>
      send('GET', '/hang', { connection: 'close' }).catch(() => null),
    );
    await expect.poll(() => v2.marks.length, { timeout: 10_000 }).toBe(256);
    const waiting = Array.from({ length: 20 }, (_, index) =>
      send('POST', '/echo', { 'x-mark': 'waiting' }, Buffer.from(`body ${index}`)),
    );
    await wait(200);
    expect(v1.marks).toEqual([]);
    await stable();
    const answers = await Promise.all(waiting);
    expect(answers.map(({ headers }) => headers['x-version'])).toEqual(Array(20).fill('v1'));
    expect(answers.map(({ received }) => received.toString())).toEqual(
      Array.from({ length: 20 }, (_, index) => `body ${index}`),
    );
    expect(v2.marks).not.toContain('waiting');
    await v2[Symbol.asyncDispose]();
    await Promise.all(held);
  });
});

/** Plain node:http, which sends whatever it is told, and the path as it stands. */
function send(method: string, path: string, headers: Record<string, string> = {}, body?: Buffer) {
  const { hostname, port } = new URL(open.url);
  return new Promise<{ headers: Record<string, unknown>; received: Buffer }>((resolve, reject) => {
    const request = httpRequest({ hostname, port, method, path, headers }, async (response) => {
      const chunks = await Array.fromAsync(response as AsyncIterable<Buffer>).catch(reject);
      resolve({ headers: response.headers, received: Buffer.concat(chunks ?? []) });
    });
    request.on('error', reject);
    request.end(body);
  });
}

async function streamingServer() {
  let finish = () => {};
  const server = createServer((_, response) => {
    response.write('first');
    finish = () => response.end('last');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    target: { version: 'v-stream', url: `http://127.0.0.1:${port}` } as unknown as Target,
    finish: () => finish(),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
