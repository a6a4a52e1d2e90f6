import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Limits, usualLimits } from '../../../src/adapters/traffic/embedded-proxy/limits.ts';
import { MetricsAnswer } from '../../../src/adapters/traffic/embedded-proxy/protocol.ts';
import { Routing } from '../../../src/core/rollout/plan.ts';
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
  [v1, v2] = await Promise.all([startVersion('v1'), startVersion('v2')]);
});

afterEach(async () => {
  for (const one of [v1, v2, open]) await one[Symbol.asyncDispose]();
});

/** A proxy that hands everything to v2, the canary. */
async function openWith(limits: Partial<Limits>): Promise<void> {
  open = await openProxy(undefined, limits);
  const wanted = { kind: 'split', stable: v1.target, canary: v2.target, weight: 100 } as const;
  await open.router.apply(routing, wanted, 1);
}

async function counts() {
  const answer = await fetch(`${open.controlUrl}/routes/shop/metrics?window=60000`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const { windows, versions } = MetricsAnswer.parse(await answer.json());
  return {
    ...windows[0]?.cohorts.find(({ version }) => version === 'v2'),
    ...versions.find(({ version }) => version === 'v2'),
  };
}

/** A POST that sends its headers and the first byte of its body, then as much more as it is told. */
function trickle(path = 'echo') {
  const post = httpRequest(`${open.url}${path}`, {
    method: 'POST',
    agent: false,
    headers: { 'content-length': '100000' },
  });
  const status = new Promise<number | null>((resolve) => {
    post.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? null);
    });
    post.on('error', () => resolve(null));
  });
  post.write('x');
  return { post, status };
}

describe('a version that does not answer', () => {
  test('has an error while the request is in flight, and not a second one when the client leaves', async () => {
    expect(usualLimits.answer).toBe(10_000);
    await openWith({ answer: 100 });
    const leaving = new AbortController();
    const hanging = fetch(`${open.url}hang`, { signal: leaving.signal }).catch(() => null);
    await expect.poll(counts).toMatchObject({ given: 1, requests: 1, errors: 1, inFlight: 1 });
    leaving.abort();
    await hanging;
    await expect.poll(counts).toMatchObject({ given: 1, requests: 1, errors: 1, aborted: 0, inFlight: 0 });
  });

  test('and answers after all has one error and the status of its answer', async () => {
    await openWith({ answer: 50 });
    expect((await fetch(`${open.url}slow/300`)).status).toBe(200);
    expect(await counts()).toMatchObject({ requests: 1, errors: 1, inFlight: 0, statuses: [0, 1, 0, 0, 0] });
  });

  test('and ends without an answer has one error', async () => {
    await openWith({ answer: 50 });
    const hanging = fetch(`${open.url}hang`);
    await expect.poll(counts).toMatchObject({ errors: 1 });
    await v2[Symbol.asyncDispose]();
    expect((await hanging).status).toBe(502);
    expect(await counts()).toMatchObject({ requests: 1, errors: 1, inFlight: 0, statuses: [0, 0, 0, 0, 1] });
  });

  test('is not blamed while the client still sends its body', async () => {
    await openWith({ answer: 400 });
    const { post, status } = trickle();
    await expect.poll(counts).toMatchObject({ inFlight: 1 });
    await wait(1000);
    expect(await counts()).toMatchObject({ requests: 0, errors: 0 });
    post.end(Buffer.alloc(99_999));
    expect(await status).toBe(200);
    expect(await counts()).toMatchObject({ requests: 1, errors: 0 });
  });
});

describe('a client that is slow', () => {
  test('holds its share of unfinished bodies and no more; others are served', async () => {
    await openWith({});
    const held = Array.from({ length: 64 }, () => trickle());
    await expect.poll(() => v2.marks.length, { timeout: 10_000 }).toBe(64);
    const more = Array.from({ length: 200 }, () => trickle());
    expect(new Set(await Promise.all(more.map(({ status }) => status)))).toEqual(new Set([503]));
    expect((await fetch(open.url)).status).toBe(200);
    for (const { post } of held) post.end(Buffer.alloc(99_999));
    expect(new Set(await Promise.all(held.map(({ status }) => status)))).toEqual(new Set([200]));
    const again = trickle();
    again.post.end(Buffer.alloc(99_999));
    expect(await again.status).toBe(200);
  });

  test('loses a body that does not go on, as its own doing', async () => {
    await openWith({ pace: 100 });
    expect(await trickle().status).toBeNull();
    await expect.poll(counts).toMatchObject({ requests: 1, errors: 0, aborted: 1, inFlight: 0 });
  });

  test('keeps one that goes on, however long it takes', async () => {
    await openWith({ pace: 400, paceBytes: 2 });
    const { post, status } = trickle();
    for (let sent = 0; sent < 50; sent += 1) {
      post.write('xx');
      await wait(20);
    }
    post.end(Buffer.alloc(99_899));
    expect(await status).toBe(200);
  });

  test('and never ends its headers loses its connection', async () => {
    await openWith({ headers: 200 });
    const { hostname, port } = new URL(open.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {});
    socket.write('GET / HTTP/1.1\r\nhost: a\r\n');
    await new Promise((resolve) => socket.resume().once('close', resolve));
  });
});
