import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openGithub } from '../../../../src/adapters/place/github/client.ts';
import { createFindChange } from '../../../../src/adapters/place/github/find-change.ts';
import type { FindChange } from '../../../../src/ports/find-change.ts';
import { aLog } from '../../../builders/log.ts';
import type { Repository } from '../../../doubles/github/repository.ts';
import { type GithubDouble, startGithub } from '../../../doubles/github/start-github.ts';
import { addRepository, commitFiles } from '../../../doubles/github/state.ts';

let github: GithubDouble;
let repository: Repository;
let find: FindChange;
const shop = 'acme/shop';
const noon = Date.parse('2026-03-01T12:00:00Z');

beforeEach(async () => {
  github = await startGithub();
  repository = addRepository(github.state, shop);
  const { privateKey } = github.key;
  const client = openGithub({ app: '4711', privateKey, apiUrl: github.url });
  find = createFindChange((name) => (name === shop ? client : null), aLog(), 1000);
});
afterEach(() => github[Symbol.asyncDispose]());

/** A tag with these files changed. @returns its commit */
function tagged(tag: string, files: Record<string, string | null>): string {
  const sha = commitFiles(github.state, repository, { files, tag });
  const known = repository.commits.get(sha);
  if (known !== undefined) repository.commits.set(sha, { ...known, at: noon });
  return sha;
}

const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`src/${n}.ts`, 'x']));
const compared = () => github.state.requests.filter(({ path }) => path.includes('/compare/')).length;

describe('what a release changes', () => {
  it('is what differs between two tags, with the commit and when it was made', async () => {
    tagged('v1', { 'a.ts': '1', 'b.ts': '1' });
    const commit = tagged('v2', { 'a.ts': '2', 'migrations/1.sql': 'x', 'b.ts': null });
    expect(await find({ repository: shop, from: 'v1', to: 'v2' })).toEqual({
      commit,
      committedAt: noon,
      changed: { files: ['a.ts', 'b.ts', 'migrations/1.sql'], missing: null },
      fromUnknown: false,
    });
  });

  it('is the same backwards, for an older version takes away what the newer one had', async () => {
    tagged('v1', { 'a.ts': '1' });
    tagged('v2', { 'migrations/1.sql': 'x' });
    expect((await find({ repository: shop, from: 'v2', to: 'v1' })).changed).toEqual({
      files: ['migrations/1.sql'],
      missing: null,
    });
  });

  it('is asked of commits once, by their names and not by their tags', async () => {
    const from = tagged('v1', { 'a.ts': '1' });
    const to = tagged('v2', { 'a.ts': '2' });
    await find({ repository: shop, from: 'v1', to: 'v2' });
    await find({ repository: shop, from, to });
    expect(compared()).toBe(1);
    expect(github.state.requests.map(({ path }) => path)).toContain(
      `/repos/acme/shop/compare/${from}...${to}`,
    );
  });

  it('is looked up by a tag again when that was moved', async () => {
    tagged('v1', {});
    tagged('v2', { 'a.ts': '2' });
    await find({ repository: shop, from: 'v1', to: 'v2' });
    tagged('v2', { 'migrations/1.sql': 'x' });
    const { changed } = await find({ repository: shop, from: 'v1', to: 'v2' });
    expect(changed.files).toContain('migrations/1.sql');
  });

  it('is nothing between a version and itself', async () => {
    tagged('v1', { 'a.ts': '1' });
    expect((await find({ repository: shop, from: 'v1', to: 'v1' })).changed).toEqual({
      files: [],
      missing: null,
    });
  });

  it('is not asked where it does not matter', async () => {
    const commit = tagged('v1', {});
    expect(await find({ repository: shop, from: null, to: 'v1' })).toMatchObject({
      commit,
      committedAt: noon,
    });
    expect(compared()).toBe(0);
  });
});

describe('what nobody can tell', () => {
  it.each([
    [299, null],
    [300, 'GitHub lists 300 changed files at most'],
    [700, 'GitHub lists 300 changed files at most'],
  ])('of %i changed files: %s', async (count, missing) => {
    tagged('v1', {});
    tagged('v2', many(count));
    const { changed } = await find({ repository: shop, from: 'v1', to: 'v2' });
    expect([changed.files.length, changed.missing]).toEqual([Math.min(count, 300), missing]);
  });

  it.each([
    ['acme/shop has no tag and no commit `v9`', 'v1', 'v9'],
    ['acme/shop has no tag and no commit `v0`', 'v0', 'v1'],
    ['acme/shop has no tag and no commit `main`', 'v1', 'main'],
  ])('%s', async (missing, from, to) => {
    tagged('v1', {});
    expect((await find({ repository: shop, from, to })).changed).toEqual({ files: [], missing });
  });

  it('is said of a repository without a place', async () => {
    expect((await find({ repository: 'acme/other', from: 'v1', to: 'v2' })).changed.missing).toBe(
      'no place of kind `github` names acme/other',
    );
  });

  it('is said when GitHub is down, and it works again afterwards', async () => {
    tagged('v1', {});
    tagged('v2', { a: '' });
    await github.down();
    expect((await find({ repository: shop, from: 'v1', to: 'v2' })).changed.missing).toBe(
      'GitHub could not be asked',
    );
    await github.up();
    expect((await find({ repository: shop, from: 'v1', to: 'v2' })).changed.files).toEqual(['a']);
  });

  it('keeps what is known when only the comparison does not come', async () => {
    tagged('v1', {});
    const commit = tagged('v2', { a: '' });
    const until = Promise.withResolvers<void>();
    github.failures.add({ kind: 'slow', until: until.promise, on: /compare/ });
    expect(await find({ repository: shop, from: 'v1', to: 'v2' })).toMatchObject({
      commit,
      committedAt: noon,
      changed: { missing: 'GitHub did not answer within 1s' },
    });
    until.resolve();
  });
});
