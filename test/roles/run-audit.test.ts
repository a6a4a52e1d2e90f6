import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEmbedded } from '../../src/adapters/store/pglite-pool.ts';
import { openStore } from '../../src/adapters/store/postgres-store.ts';
import { readEnv } from '../../src/config/env.ts';
import { openDataFolder } from '../../src/roles/data-folder.ts';
import { runAuditVerify } from '../../src/roles/run-audit.ts';
import { anAppend, aRolloutId } from '../builders/events.ts';
import { makeStoreFolder } from '../builders/store-folder.ts';

let folder: string;

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'belay-audit-')), 'data');
});

afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

function verify(...words: string[]) {
  return verifyWith({}, ...words);
}

async function verifyWith(variables: Record<string, string>, ...words: string[]) {
  const env = readEnv({ BELAY_DATA: folder, ...variables }, () => '');
  if (env.kind === 'invalid') throw new TypeError(env.sentences.join());
  const said: string[] = [];
  const say = (text: string) => void said.push(text);
  const code = await runAuditVerify({ env: env.env, variables: {}, out: say, err: say }, words);
  return { code, said: said.join('\n') };
}

describe('belay audit verify', () => {
  it.each([
    [['--checkpont', `3:${'a'.repeat(64)}`]],
    [['--checkpoint']],
    [['--checkpoint', '3']],
    [['--checkpoint', '--json']],
    [['r-0123456789']],
    [['--json=yes']],
  ])('refuses words that it does not know: %j', async (words) => {
    expect(await verify(...words)).toEqual({
      code: 2,
      said: 'Usage: belay audit verify [--checkpoint POSITION:HASH] [--json]',
    });
    expect(existsSync(folder)).toBe(false);
  });

  it('says in a sentence that the database cannot be reached', async () => {
    const { code, said } = await verifyWith({ DATABASE_URL: 'postgres://belay@127.0.0.1:1/belay' });
    expect(code).toBe(3);
    expect(said).toMatch(/^The store cannot be reached .+\.$/);
    expect(said).not.toContain('Failure');
  });

  it('holds the log to the checkpoint in the data folder without being told', async () => {
    const data = openDataFolder(folder);
    await makeStoreFolder(data.store);
    await using embedded = await openEmbedded(data.store, () => undefined);
    const store = await openStore(embedded.pool);
    await store.append(anAppend(aRolloutId()));
    const head = await store.head();
    await embedded[Symbol.asyncDispose]();

    data.writeJson('checkpoint.json', head);
    expect(await verify('--checkpoint', `${head.position}:${head.hash}`)).toMatchObject({ code: 0 });

    data.writeJson('checkpoint.json', { position: 7, hash: head.hash });
    const { code, said } = await verify();
    expect(code).toBe(1);
    expect(said).toMatch(/The log ends at row 1, but row 7 .* its end was cut off/);
    expect((await verify(`--checkpoint=${head.position}:${head.hash}`)).code).toBe(1);
  });
});
