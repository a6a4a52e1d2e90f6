import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Config } from '../../src/config/config.ts';
import { type DataFolder, openDataFolder } from '../../src/roles/data-folder.ts';
import { answers, ensureProxy, ProxyProcess, proxyFile, stopProxy } from '../../src/roles/proxy-process.ts';
import { changed, loaded } from '../config/configuration.ts';

const one = changed('127.0.0.1:8080', '127.0.0.1:0');
const two = changed(
  'services:',
  `services:
  web:
    versions: { v1: "http://127.0.0.1:9005" }
    stable: v1
    traffic: { router: second }
    plan: { stages: [{ weight: 100%, hold: 5m }] }`,
  changed(
    'environments:',
    '  second: { kind: embedded, listen: "127.0.0.1:0" }\nenvironments:',
    changed('    stable: v1', '    stable: v1\n    traffic: { router: edge }', one),
  ),
);

let folder: string;
let data: DataFolder;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'belay-roles-'));
  data = openDataFolder(folder);
});

afterEach(async () => {
  const proxy = data.readJson(proxyFile, ProxyProcess);
  if (proxy !== null) await stopProxy(proxy);
  await rm(folder, { recursive: true, force: true });
});

function configOf(text: string): Config {
  return loaded(text).config;
}

test('a proxy that serves a route belay.yml no longer has is left alone, and the start refused', async () => {
  const { proxy } = await ensureProxy(configOf(two), data, false);
  await expect(ensureProxy(configOf(one), data, false)).rejects.toMatchObject({
    code: 'config-invalid',
    message: expect.stringMatching(/route "web" at 127\.0\.0\.1:0.*cut off.*npx belay proxy stop/),
  });
  expect(await answers(proxy)).toBe(true);
  expect((await ensureProxy(configOf(two), data, false)).proxy.pid).toBe(proxy.pid);
  await stopProxy(proxy);
  expect((await ensureProxy(configOf(one), data, false)).found).toBe(false);
});

test('one that lacks a new route is replaced', async () => {
  const { proxy } = await ensureProxy(configOf(one), data, false);
  const { proxy: next, found } = await ensureProxy(configOf(two), data, false);
  expect(found).toBe(false);
  expect(next.pid).not.toBe(proxy.pid);
  expect(next.asked.map(({ route }) => route).sort()).toEqual(['shop', 'web']);
});
