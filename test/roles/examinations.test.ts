import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readEnv } from '../../src/config/env.ts';
import { openDataFolder } from '../../src/roles/data-folder.ts';
import { examinationsOf } from '../../src/roles/examinations.ts';
import type { RoleName } from '../../src/roles/open-role.ts';
import { changed, loaded, small } from '../config/configuration.ts';

const folder = mkdtempSync(join(tmpdir(), 'belay-examined-'));
const signals =
  'signals:\n  support: { kind: signed, secret: { env: NOT_SET }, events: [complaint] }\nenvironments:';
const { config } = loaded(changed('environments:', signals, small));

afterAll(() => rmSync(folder, { recursive: true }));

async function found(role: RoleName, variables: Record<string, string> = {}) {
  const read = readEnv(variables, () => '');
  if (read.kind === 'invalid') throw new TypeError(read.sentences.join());
  const examines = examinationsOf(role, { config, env: read.env, data: openDataFolder(folder), variables });
  return (await Promise.all(examines.map((examine) => examine()))).flat();
}

it('signals are examined where they are heard, which is not at a worker', async () => {
  const heard = async (role: RoleName) =>
    (await found(role)).some(({ about }) => about === 'Signals support');
  expect(await Promise.all([heard('bot'), heard('all'), heard('worker')])).toEqual([true, true, false]);
});

it('bots that share a database are told to share the key of sessions', async () => {
  const key = async (role: RoleName, variables: Record<string, string>) =>
    (await found(role, variables)).find(({ about }) => about === 'BELAY_SESSION_KEY');
  const shared = { DATABASE_URL: 'postgres://belay@127.0.0.1:1/belay' };
  const missing = await key('bot', shared);
  expect(missing).toMatchObject({ state: 'warning' });
  expect(missing?.sentence).toContain('openssl rand -hex 32');
  expect(await key('bot', { ...shared, BELAY_SESSION_KEY: 'k'.repeat(32) })).toMatchObject({ state: 'ok' });
  expect(await key('worker', shared)).toBeUndefined();
  expect(await key('bot', {})).toBeUndefined();
});
