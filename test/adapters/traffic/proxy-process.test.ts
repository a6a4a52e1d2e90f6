import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { spawnProxy } from '../../../src/adapters/traffic/embedded-proxy/spawn.ts';
import { createEmbeddedRouter } from '../../../src/adapters/traffic/embedded-router.ts';
import { Routing } from '../../../src/core/rollout/plan.ts';
import { startVersion, type VersionServer } from '../../contract/version-server.ts';
import { token } from './open-proxy.ts';

let folder: string;
let v1: VersionServer;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'belay-proxy-'));
  v1 = await startVersion('v1');
});

afterEach(async () => {
  await v1[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

function settings(port = 0) {
  return {
    control: { host: '127.0.0.1', port: 0 },
    listeners: [{ route: 'shop', host: '127.0.0.1', port }],
    token,
    stateFile: join(folder, 'proxy.json'),
    endWithParent: true,
  };
}

const routing = Routing.parse({
  router: 'r',
  route: 'shop',
  sticky: null,
  header: null,
  segments: [],
  lease: 60_000,
});

test('runs as a process of its own and lets requests in flight end before it stops', async () => {
  await using proxy = await spawnProxy(settings());
  const router = createEmbeddedRouter({ controlUrl: proxy.controlUrl, token });
  await router.apply(routing, { kind: 'stable', stable: v1.target }, 1);
  const url = `http://127.0.0.1:${proxy.listeners[0]?.port}`;
  const answer = fetch(`${url}/slow/400`);
  await expect.poll(() => v1.marks.length).toBe(1);
  await Promise.all([proxy.stop(), expect(answer.then((one) => one.text())).resolves.toBe('ok')]);
  await expect(fetch(url)).rejects.toThrow();
});

test('serves stable from its state file after it was killed', async () => {
  const proxy = await spawnProxy(settings());
  const router = createEmbeddedRouter({ controlUrl: proxy.controlUrl, token });
  await router.apply(routing, { kind: 'stable', stable: v1.target }, 1);
  process.kill(proxy.pid, 'SIGKILL');
  await proxy.stop();
  await using again = await spawnProxy(settings());
  const answer = await fetch(`http://127.0.0.1:${again.listeners[0]?.port}/`);
  expect(answer.headers.get('x-version')).toBe('v1');
});

test('says which port is in use', async () => {
  await using proxy = await spawnProxy(settings());
  const port = proxy.listeners[0]?.port ?? 0;
  await expect(spawnProxy(settings(port))).rejects.toMatchObject({
    code: 'port-in-use',
    message: expect.stringContaining(`${port}`),
  });
});
