import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScratchProcess } from '../../../src/adapters/migration/scratch.ts';
import type { MigrationJob, MigrationResult } from '../../../src/core/migration/migration.ts';
import { cameOf, corpus, isAsExpected } from './corpus.ts';

const scratch = openScratchProcess();
// Opening a database takes a while on a busy machine.
beforeAll(() => scratch.prove(job('', 'CREATE TABLE t (id int);')), 120_000);
afterAll(() => scratch[Symbol.asyncDispose]());

const job = (before: string, forward: string, rollback: string | null = null): MigrationJob => ({
  base: [{ path: 'before.sql', text: before }],
  change: {
    kind: 'files',
    target: null,
    steps: [
      {
        forward: { path: 'forward.sql', text: forward },
        rollback: rollback === null ? null : { path: 'rollback.sql', text: rollback },
      },
    ],
  },
});
const dumps = (before: string, after: string): MigrationJob => ({
  base: [{ path: 'schema.sql', text: before }],
  change: { kind: 'schema', target: { path: 'schema.sql', text: after } },
});
const tried = (result: MigrationResult) => {
  if (result.kind !== 'tried') throw new Error(JSON.stringify(result));
  return result;
};

it('has a corpus of at least forty migrations, each with a name of its own', () => {
  expect(corpus.length).toBeGreaterThanOrEqual(40);
  expect(new Set(corpus.map(({ name }) => name)).size).toBe(corpus.length);
});

describe('migrations as teams write them', () => {
  it.each(corpus.map((one) => [one.name, one] as const))('%s', async (_, one) => {
    const came = cameOf(await scratch.prove(one.job));
    expect(isAsExpected(came, one.expected), JSON.stringify(came)).toBe(true);
  });
});

describe('what a statement does to others', () => {
  it('is measured: its lock, and whether the table is written anew', async () => {
    const sql = 'ALTER TABLE t ALTER COLUMN n TYPE bigint; CREATE INDEX i ON t (n); CREATE TABLE u (id int);';
    const { parts } = tried(await scratch.prove(job('CREATE TABLE t (n int);', sql)));
    const seen = parts[0]?.trip.forward.map(({ locks, rewrites }) => ({ locks, rewrites }));
    expect(seen).toEqual([
      { locks: [{ relation: 't', mode: 'AccessExclusiveLock' }], rewrites: ['t'] },
      { locks: [{ relation: 't', mode: 'ShareLock' }], rewrites: [] },
      { locks: [], rewrites: [] },
    ]);
  });

  it('is told with the rows that it refuses', async () => {
    const before = 'CREATE TABLE t (id int PRIMARY KEY, v text);';
    const { parts } = tried(await scratch.prove(job(before, 'ALTER TABLE t ALTER COLUMN v SET NOT NULL;')));
    expect(parts[0]?.demands).toMatchObject({ state: '23502' });
    expect(parts[0]?.trip.failure).toBeNull();
  });
});

describe('two schemas', () => {
  it('differ by what expands and what contracts, each proved with its own rollback', async () => {
    const before = 'CREATE TABLE t (id int PRIMARY KEY, a text, b text);';
    const after = 'CREATE TABLE t (id int PRIMARY KEY, a text, c text); CREATE INDEX by_a ON t (a);';
    const { parts } = tried(await scratch.prove(dumps(before, after)));
    expect(parts.map(({ phase, forward }) => [phase, /DROP COLUMN/.test(forward)])).toEqual([
      ['expand', false],
      ['contract', true],
    ]);
    expect(parts.every(({ trip }) => trip.failure === null && trip.schema?.length === 0)).toBe(true);
  });

  it('are read as pg_dump writes them', async () => {
    const dump = (more: string) => `\\restrict Abc123
SET statement_timeout = 0;
SET client_encoding = 'UTF8';
SELECT pg_catalog.set_config('search_path', '', false);
CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.at = now(); RETURN NEW; END $$;
CREATE TABLE public.t (id bigint NOT NULL, at timestamptz${more});
ALTER TABLE public.t OWNER TO shop;
ALTER TABLE ONLY public.t ADD CONSTRAINT t_pkey PRIMARY KEY (id);
CREATE TRIGGER touched BEFORE UPDATE ON public.t FOR EACH ROW EXECUTE FUNCTION public.touch();
GRANT SELECT ON TABLE public.t TO reporting;
\\unrestrict Abc123
`;
    const result = tried(await scratch.prove(dumps(dump(''), dump(', note text'))));
    expect(result.parts).toHaveLength(1);
    expect(result.notes.join(' ')).toContain('owners are not tried');
  });

  it('of which one cannot be built say which, and where', async () => {
    const result = await scratch.prove(dumps('CREATE TABLE t (id int);', '\nCREATE TABLE t (id nowhere);'));
    expect(result).toMatchObject({
      kind: 'failed',
      code: 'target',
      sentence: expect.stringContaining('line 2'),
    });
  });
});

describe('the scratch process', () => {
  it('is ended when a statement never is, and the next job has a new one', async () => {
    await using short = openScratchProcess({ deadline: 10_000 });
    const endless = 'CREATE TABLE t AS SELECT count(*) FROM pg_attribute a, pg_attribute b, pg_attribute c;';
    expect(await short.prove(job('CREATE TABLE x (id int);', endless))).toMatchObject({ code: 'deadline' });
    expect(await short.prove(job('CREATE TABLE x (id int);', ''))).toMatchObject({ kind: 'tried' });
  }, 120_000);

  it('is ended when it takes more memory than it may', async () => {
    await using small = openScratchProcess({ memory: 300 * 1024 ** 2 });
    expect(await small.prove(job('CREATE TABLE x (id int);', ''))).toMatchObject({ code: 'memory' });
  }, 120_000);
});
