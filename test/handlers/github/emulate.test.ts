import { createEmulator, type Emulator } from 'emulate';
import { Octokit } from 'octokit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answerComment } from '../../../handlers/github/answer-comment.ts';
import { refusePermission } from '../../../handlers/github/permission.ts';
import { changedFiles, getPull } from '../../../handlers/github/pull.ts';
import { createRepositoryIds } from '../../../handlers/github/repository-ids.ts';
import { openGithub } from '../../../src/adapters/place/github/client.ts';
import type { GithubCalls } from '../../../src/ports/github-calls.ts';
import { marker } from '../../../src/render/github/marker.ts';
import { appKey } from '../../doubles/github/app-key.ts';

/** A second opinion: a GitHub that somebody else wrote. It has no reactions, deployments, or lists of deliveries. */
let emulator: Emulator;
let client: GithubCalls;
let ana: Octokit;
const at = { owner: 'ana', repo: 'shop' };

beforeAll(async () => {
  const { privateKey } = appKey();
  emulator = await createEmulator({
    service: 'github',
    port: 0,
    seed: {
      tokens: { 'token-of-ana': { login: 'ana', scopes: ['repo'] } },
      github: {
        users: [{ login: 'ana' }],
        repos: [{ owner: 'ana', name: 'shop', auto_init: true }],
        apps: [
          {
            app_id: 4711,
            slug: 'belay',
            name: 'Belay',
            private_key: privateKey,
            permissions: { issues: 'write', pull_requests: 'write', metadata: 'read' },
            installations: [{ installation_id: 77, account: 'ana', repository_selection: 'all' }],
          },
        ],
      },
    },
  });
  // It listens on IPv4 and says localhost.
  const url = emulator.url.replace('localhost', '127.0.0.1');
  client = openGithub({ app: '4711', privateKey, apiUrl: url });
  ana = new Octokit({ auth: 'token-of-ana', baseUrl: url, throttle: { enabled: false } });
});
afterAll(async () => {
  await emulator.close();
});

it('reads a pull request, knows who may write, and answers in one comment', async () => {
  const { data: main } = await ana.rest.git.getRef({ ...at, ref: 'heads/main' });
  await ana.rest.git.createRef({ ...at, ref: 'refs/heads/feature', sha: main.object.sha });
  const content = Buffer.from('a change').toString('base64');
  await ana.rest.repos.createOrUpdateFileContents({
    ...at,
    path: 'src/a.ts',
    message: 'A change',
    content,
    branch: 'feature',
  });
  const opened = await ana.rest.pulls.create({ ...at, title: 'A change', head: 'feature', base: 'main' });
  const { number, head, user } = opened.data;
  const { data: found } = await ana.rest.repos.get(at);
  const repository = { id: found.id, name: 'ana/shop' };

  expect(await createRepositoryIds(client).isTheSame(repository)).toBe(true);
  expect(await createRepositoryIds(client).isTheSame({ ...repository, id: 999 })).toBe(false);
  const pull = await getPull(client, repository, number);
  expect(pull).toMatchObject({ commit: head.sha, merged: false, fork: false });
  expect(await changedFiles(client, repository, number)).toEqual(expect.any(Array));
  const author = { id: user.id, login: user.login };
  expect(await refusePermission(client, repository, author, 'acts')).toBeNull();
  const other = await refusePermission(client, repository, { ...author, id: 999 }, 'acts');
  expect(other?.code).toBe('other-account');

  const since = Date.now();
  const answer = (text: string) =>
    answerComment(client, { repository, number, since, bodies: [`${marker('answer/1')}\n${text}`] });
  await answer('first');
  await answer('second');
  const { data: comments } = await ana.rest.issues.listComments({ ...at, issue_number: number });
  expect(comments.map(({ body }) => body?.split('\n')[1])).toEqual(['second']);
});
