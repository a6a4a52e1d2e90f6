import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openGithub } from '../../../../src/adapters/place/github/client.ts';
import { createGithubRepositories } from '../../../../src/adapters/place/github/repository.ts';
import type { Proposal, Repositories } from '../../../../src/ports/repository.ts';
import type { Repository } from '../../../doubles/github/repository.ts';
import { type GithubDouble, startGithub } from '../../../doubles/github/start-github.ts';
import { addRepository, commitFiles } from '../../../doubles/github/state.ts';

let github: GithubDouble;
let repository: Repository;
let repositories: Repositories;
const shop = 'acme/shop';

beforeEach(async () => {
  github = await startGithub();
  const permissions = { metadata: 'read', contents: 'write', pull_requests: 'write' } as const;
  repository = addRepository(github.state, shop, { permissions });
  const { privateKey } = github.key;
  repositories = createGithubRepositories(openGithub({ app: '4711', privateKey, apiUrl: github.url }));
});
afterEach(async () => {
  await github[Symbol.asyncDispose]();
});

const proposal: Proposal = {
  branch: 'belay/migration-shop-v1-to-v2',
  title: 'Migration of shop',
  body: 'Evidence.',
  message: 'Add a migration',
  files: [{ path: 'migrations/002_x.sql', text: 'SELECT 1;' }],
  draft: false,
};
const branchFiles = () =>
  Object.fromEntries(repository.commits.get(repository.refs.get(proposal.branch) ?? '')?.files ?? []);

describe('a tag', () => {
  it('is the commit it names, whether it is annotated or not', async () => {
    const first = commitFiles(github.state, repository, { files: {}, tag: 'v1.0.0' });
    const second = commitFiles(github.state, repository, { files: {}, tag: 'v2.0.0', annotated: true });
    expect(await repositories.resolve(shop, 'v1.0.0')).toEqual({ kind: 'commit', sha: first });
    expect(await repositories.resolve(shop, 'v2.0.0')).toEqual({ kind: 'commit', sha: second });
    expect(await repositories.resolve(shop, first)).toEqual({ kind: 'commit', sha: first });
  });

  it('is not a branch of that name', async () => {
    commitFiles(github.state, repository, { files: {}, tag: 'v1.0.0', branch: 'v3' });
    expect(await repositories.resolve(shop, 'v3')).toMatchObject({ kind: 'refused', code: 'no-such-tag' });
  });

  it('that is not there is answered with the nearest one', async () => {
    commitFiles(github.state, repository, { files: {}, tag: 'v1.2.0' });
    const answer = await repositories.resolve(shop, 'v1.2');
    expect(answer).toMatchObject({ code: 'no-such-tag', sentence: expect.stringContaining('`v1.2.0`') });
  });

  it('is missed in a repository that has none', async () => {
    expect(await repositories.resolve(shop, 'v1')).toMatchObject({ code: 'no-tags' });
  });
});

describe('files', () => {
  it('are listed and read at a commit, whatever came later', async () => {
    const before = commitFiles(github.state, repository, {
      files: { 'db/001_a.sql': 'SELECT 1;', 'db/x/y.sql': '' },
    });
    commitFiles(github.state, repository, { files: { 'db/001_a.sql': 'SELECT 2;', 'db/002_b.sql': '' } });
    expect(await repositories.list(shop, before, 'db')).toEqual([{ path: 'db/001_a.sql', size: 9 }]);
    expect(await repositories.read(shop, before, 'db/001_a.sql', 100)).toEqual({
      path: 'db/001_a.sql',
      text: 'SELECT 1;',
    });
  });

  it('that are missing, too big or no text are refused by name', async () => {
    const files = { 'a.sql': 'x'.repeat(101), 'b.sql': 'a\0b', 'big.sql': 'x'.repeat(1_100_000) };
    const sha = commitFiles(github.state, repository, { files });
    expect(await repositories.read(shop, sha, 'none.sql', 100)).toMatchObject({ code: 'no-such-file' });
    expect(await repositories.read(shop, sha, 'a.sql', 100)).toMatchObject({ code: 'file-too-big' });
    expect(await repositories.read(shop, sha, 'big.sql', 2_000_000)).toMatchObject({ code: 'file-too-big' });
    expect(await repositories.read(shop, sha, 'b.sql', 100)).toMatchObject({ code: 'not-text' });
    expect(await repositories.list(shop, sha, 'nowhere')).toMatchObject({ code: 'no-such-folder' });
    expect(await repositories.list(shop, sha, 'a.sql')).toMatchObject({ code: 'no-such-folder' });
  });
});

describe('a proposal', () => {
  beforeEach(() => {
    commitFiles(github.state, repository, { files: { 'README.md': 'Shop' } });
  });

  it('is a branch with the files beside all others, and a pull request', async () => {
    expect(await repositories.propose(shop, proposal)).toMatchObject({
      kind: 'proposed',
      what: 'opened',
      number: 1,
    });
    expect(branchFiles()).toEqual({ 'README.md': 'Shop', 'migrations/002_x.sql': 'SELECT 1;' });
    expect(repository.pulls.get(1)).toMatchObject({
      body: 'Evidence.',
      draft: false,
      files: ['migrations/002_x.sql'],
    });
  });

  it('changes nothing when it is made again, and replaces its files when they are others', async () => {
    await repositories.propose(shop, proposal);
    const tip = repository.refs.get(proposal.branch);
    expect(await repositories.propose(shop, proposal)).toMatchObject({ what: 'unchanged', number: 1 });
    expect(repository.refs.get(proposal.branch)).toBe(tip);
    const files = [{ path: 'migrations/003_y.sql', text: 'SELECT 2;' }];
    expect(await repositories.propose(shop, { ...proposal, files, body: 'More.' })).toMatchObject({
      what: 'updated',
      number: 1,
    });
    expect(branchFiles()).toEqual({ 'README.md': 'Shop', 'migrations/003_y.sql': 'SELECT 2;' });
    expect(repository.pulls.get(1)?.body).toBe('More.');
    expect(repository.pulls.size).toBe(1);
  });

  it('never overwrites what somebody else has pushed to its branch', async () => {
    await repositories.propose(shop, proposal);
    commitFiles(github.state, repository, {
      files: { 'migrations/002_x.sql': 'mine' },
      branch: proposal.branch,
    });
    expect(await repositories.propose(shop, proposal)).toMatchObject({
      kind: 'refused',
      code: 'branch-edited',
    });
    expect(branchFiles()['migrations/002_x.sql']).toBe('mine');
  });

  it('never overwrites what somebody else has amended, which keeps its message', async () => {
    await repositories.propose(shop, proposal);
    const { message } = repository.commits.get(repository.refs.get(proposal.branch) ?? '') ?? {};
    commitFiles(github.state, repository, {
      files: { 'migrations/002_x.sql': 'mine' },
      branch: proposal.branch,
      ...(message === undefined ? {} : { message }),
    });
    expect(message).toContain('Belay-Proposal: ');
    expect(await repositories.propose(shop, { ...proposal, files: [] })).toMatchObject({
      code: 'branch-edited',
    });
    expect(branchFiles()['migrations/002_x.sql']).toBe('mine');
  });

  it('opens another pull request when the first was closed', async () => {
    await repositories.propose(shop, proposal);
    const pull = repository.pulls.get(1);
    if (pull !== undefined) pull.state = 'closed';
    expect(await repositories.propose(shop, proposal)).toMatchObject({ what: 'opened', number: 2 });
  });

  it('names the permission that the App lacks', async () => {
    if (repository.installation !== null) repository.installation.permissions['contents'] = 'read';
    await expect(repositories.propose(shop, proposal)).rejects.toMatchObject({
      code: 'place-refused',
      message: expect.stringContaining('contents: write'),
    });
  });
});
