import { expect, it } from 'vitest';
import { createDescribeChange } from '../../../../src/adapters/place/github/describe-change.ts';
import { Failure } from '../../../../src/core/failure.ts';
import type { GithubCalls } from '../../../../src/ports/github-calls.ts';
import { aLog } from '../../../builders/log.ts';

const log = aLog();
const source = { repository: 'acme/shop', commit: 'a'.repeat(40), pull: 12 };

function answering(rest: unknown): GithubCalls {
  const call = { octokit: { rest }, owner: 'acme', repo: 'shop' };
  return {
    appId: 1,
    asApp: () => Promise.reject(new Error('not asked')),
    inRepository: (_repository, _doing, work) => work(call as never),
  };
}

const github = answering({
  pulls: {
    get: async () => ({ data: { title: 'Faster', body: null } }),
    listCommits: async () => ({ data: [{ commit: { message: 'one' } }] }),
  },
  repos: { getCommit: async () => ({ data: { commit: { message: 'merged' } } }) },
});

it('reads the pull request and its commits', async () => {
  const describe = createDescribeChange(() => github, log);
  expect(await describe(source)).toEqual({ title: 'Faster', body: null, commits: ['one'] });
});

it('reads the commit where there is no pull request', async () => {
  const describe = createDescribeChange(() => github, log);
  expect(await describe({ ...source, pull: null })).toEqual({ title: null, body: null, commits: ['merged'] });
});

it.each([
  ['nobody is in charge of', () => null],
  [
    'refuses',
    () => ({
      ...github,
      inRepository: () => Promise.reject(new Failure('place-refused', 'No.', { retryable: false })),
    }),
  ],
  [
    'answers something else',
    () => answering({ pulls: { get: async () => ({ data: {} }), listCommits: async () => ({}) } }),
  ],
  ['never answers', () => ({ ...github, inRepository: () => new Promise<never>(() => undefined) })],
])('goes without where GitHub %s', async (_name, clientOf) => {
  expect(await createDescribeChange(clientOf, log, 20)(source)).toBeNull();
});
