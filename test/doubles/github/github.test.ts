import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, Octokit } from 'octokit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { newAppKey } from './app-key.ts';
import { openApp, openInstallation } from './open-app.ts';
import { commentPayload } from './payloads.ts';
import type { Repository } from './repository.ts';
import { type GithubDouble, startGithub } from './start-github.ts';
import { addAccount, addCollaborator, addPull, addRepository, merge } from './state.ts';

let github: GithubDouble;
let repository: Repository;
let now: number;
const at = { owner: 'acme', repo: 'shop' };

beforeEach(async () => {
  now = Date.now();
  github = await startGithub({ clock: () => now });
  repository = addRepository(github.state, 'acme/shop');
});
afterEach(async () => {
  await github[Symbol.asyncDispose]();
});

const pullBy = (login = 'alice') => {
  const author = addAccount(github.state, { login });
  return { author, pull: addPull(github.state, repository, { author }) };
};

it('knows its app by the signature of its key alone', async () => {
  const { data } = await openApp(github).octokit.request('GET /app');
  expect(data?.slug).toBe('belay');
  const forged = openApp({ ...github, key: newAppKey() });
  await expect(forged.octokit.request('GET /app')).rejects.toMatchObject({ status: 401 });
  const stranger = new App({
    appId: 1,
    privateKey: github.key.privateKey,
    Octokit: Octokit.defaults({ baseUrl: github.url, retry: { enabled: false } }),
  });
  await expect(stranger.octokit.request('GET /app')).rejects.toMatchObject({ status: 404 });
});

it('takes tokens of the installation, for an hour, and for its own repositories', async () => {
  addRepository(github.state, 'acme/other');
  const octokit = await openInstallation(github, 'acme/shop');
  expect((await octokit.rest.repos.get(at)).data.id).toBe(repository.id);
  await expect(octokit.rest.repos.get({ ...at, repo: 'other' })).rejects.toMatchObject({ status: 404 });
  await expect(octokit.rest.repos.get({ ...at, repo: 'nowhere' })).rejects.toMatchObject({ status: 404 });
  const token = [...github.state.tokens.keys()][0] ?? '';
  now += 3_600_000;
  const late = await fetch(`${github.url}/repos/acme/shop`, { headers: { authorization: `token ${token}` } });
  expect(late.status).toBe(401);
});

it('names the permission that an installation lacks', async () => {
  const { pull } = pullBy();
  const octokit = await openInstallation(github, 'acme/shop');
  repository.installation = {
    id: repository.installation?.id ?? 0,
    permissions: { metadata: 'read', issues: 'read' },
  };
  const refused = octokit.rest.issues.createComment({ ...at, issue_number: pull.number, body: 'hello' });
  await expect(refused).rejects.toMatchObject({
    status: 403,
    message: expect.stringContaining('Resource not accessible by integration'),
    response: { headers: { 'x-accepted-github-permissions': 'issues=write; pull_requests=write' } },
  });
});

it('lists the files of a pull request in pages, up to 3000 of them', async () => {
  const author = addAccount(github.state, { login: 'alice' });
  const files = Array.from({ length: 3005 }, (_, index) => `src/${index}.ts`);
  const { number } = addPull(github.state, repository, { author, files });
  const octokit = await openInstallation(github, 'acme/shop');
  const all = await octokit.paginate(octokit.rest.pulls.listFiles, {
    ...at,
    pull_number: number,
    per_page: 100,
  });
  expect(all).toHaveLength(3000);
  expect(new Set(all.map(({ filename }) => filename)).size).toBe(3000);
});

it('holds comments to their length and only lets the app edit its own', async () => {
  const { pull, author } = pullBy();
  const octokit = await openInstallation(github, 'acme/shop');
  const on = { ...at, issue_number: pull.number };
  const { data } = await octokit.rest.issues.createComment({ ...on, body: 'x'.repeat(65_536) });
  await expect(
    octokit.rest.issues.updateComment({ ...at, comment_id: data.id, body: 'x'.repeat(65_537) }),
  ).rejects.toMatchObject({ status: 422 });
  const theirs = {
    id: 5,
    issue: pull.number,
    author,
    body: 'hi',
    createdAt: now,
    updatedAt: now,
    history: [],
  };
  repository.comments.set(5, theirs);
  await expect(octokit.rest.issues.updateComment({ ...at, comment_id: 5, body: 'no' })).rejects.toMatchObject(
    {
      status: 403,
    },
  );
  await octokit.rest.reactions.createForIssueComment({ ...at, comment_id: 5, content: 'eyes' });
  await octokit.rest.reactions.createForIssueComment({ ...at, comment_id: 5, content: 'eyes' });
  expect(repository.reactions.map(({ content }) => content)).toEqual(['eyes']);
});

it('answers for permissions with the id of the account', async () => {
  const author = addAccount(github.state, { login: 'alice', id: 77 });
  addCollaborator(repository, author, 'maintain');
  const octokit = await openInstallation(github, 'acme/shop');
  const { data } = await octokit.rest.repos.getCollaboratorPermissionLevel({ ...at, username: 'ALICE' });
  expect(data).toMatchObject({ permission: 'write', role_name: 'maintain', user: { id: 77 } });
});

it('creates deployments without merging, and makes older ones of a test environment inactive', async () => {
  const { pull } = pullBy();
  const octokit = await openInstallation(github, 'acme/shop');
  const wish = {
    ...at,
    ref: pull.head.sha,
    auto_merge: false,
    required_contexts: [],
    environment: 'staging',
  };
  const merged = await octokit.rest.repos.createDeployment({ ...wish, auto_merge: true });
  expect(merged.status).toBe(202);
  expect(repository.deployments.size).toBe(0);
  for (const _ of [1, 2]) {
    const { data } = await octokit.rest.repos.createDeployment(wish);
    if (!('id' in data)) throw new Error('not created');
    await octokit.rest.repos.createDeploymentStatus({ ...at, deployment_id: data.id, state: 'success' });
  }
  const last = [...repository.deployments.values()].map(({ statuses }) => statuses.at(-1)?.state);
  expect(last).toEqual(['inactive', 'success']);
});

it('refuses check runs beyond their limits', async () => {
  const { pull } = pullBy();
  const octokit = await openInstallation(github, 'acme/shop');
  const run = { ...at, name: 'belay', head_sha: pull.head.sha };
  const { data } = await octokit.rest.checks.create({ ...run, output: { title: 't', summary: 's' } });
  const annotation = {
    path: 'a',
    start_line: 1,
    end_line: 1,
    annotation_level: 'notice',
    message: 'm',
  } as const;
  const update = (output: object) =>
    octokit.request('PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}', {
      ...at,
      check_run_id: data.id,
      output: { title: 't', summary: 's', ...output },
    });
  await update({ annotations: Array(50).fill(annotation) });
  await expect(update({ annotations: Array(51).fill(annotation) })).rejects.toMatchObject({ status: 422 });
  await expect(update({ text: 'x'.repeat(65_536) })).rejects.toMatchObject({ status: 422 });
  await expect(octokit.rest.checks.create({ ...run, head_sha: 'e'.repeat(40) })).rejects.toMatchObject({
    status: 422,
  });
});

it('takes ten reports for a protected environment and one decision', async () => {
  repository.runs.set(9, { id: 9, environment: 'production', decision: null, reports: [] });
  const octokit = await openInstallation(github, 'acme/shop');
  const report = (more: object) =>
    octokit.request('POST /repos/{owner}/{repo}/actions/runs/{run_id}/deployment_protection_rule', {
      ...at,
      run_id: 9,
      environment_name: 'production',
      comment: 'waits',
      ...more,
    });
  await expect(report({ comment: 'x'.repeat(1025) })).rejects.toMatchObject({ status: 422 });
  for (let count = 0; count < 9; count += 1) await report({});
  await report({ state: 'approved' });
  expect(repository.runs.get(9)?.decision).toBe('approved');
  await expect(report({ state: 'rejected' })).rejects.toMatchObject({ status: 422 });
});

it('enforces 80 created things a minute when asked to, and says how long to wait', async () => {
  const { pull } = pullBy();
  const octokit = await openInstallation(github, 'acme/shop');
  github.limits.enforced = true;
  const say = () => octokit.rest.issues.createComment({ ...at, issue_number: pull.number, body: 'hello' });
  for (let count = 0; count < 80; count += 1) await say();
  await expect(say()).rejects.toMatchObject({ status: 403, response: { headers: { 'retry-after': '60' } } });
  now += 60_000;
  await say();
});

it('fails as it is told to: limits, errors, dropped connections, lost answers, being away', async () => {
  const { pull } = pullBy();
  const octokit = await openInstallation(github, 'acme/shop');
  const say = () => octokit.rest.issues.createComment({ ...at, issue_number: pull.number, body: 'hello' });
  github.failures.add({ kind: 'secondary-limit', status: 429, retryAfter: 7, times: 1 });
  await expect(say()).rejects.toMatchObject({ status: 429, response: { headers: { 'retry-after': '7' } } });
  github.failures.add({ kind: 'server-error', times: 1, on: /POST .*comments/ });
  await expect(say()).rejects.toMatchObject({ status: 502 });
  github.failures.add({ kind: 'dropped', times: 1 });
  await expect(say()).rejects.toMatchObject({ status: 500 });
  expect(repository.comments.size).toBe(0);
  github.failures.add({ kind: 'dropped', times: 1, afterwards: true });
  await expect(say()).rejects.toMatchObject({ status: 500 });
  expect(repository.comments.size).toBe(1);
  await github.down();
  await expect(say()).rejects.toMatchObject({ status: 500 });
  await github.up();
  await say();
  expect(repository.comments.size).toBe(2);
});

it('signs what it sends, keeps the id when it sends again, and lists it for three days', async () => {
  const heard: { delivery: unknown; valid: boolean }[] = [];
  const app = createServer(async (request, response) => {
    const body = Buffer.concat(await Array.fromAsync(request));
    const signature = `sha256=${createHmac('sha256', 'hush').update(body).digest('hex')}`;
    const { headers } = request;
    heard.push({
      delivery: headers['x-github-delivery'],
      valid: headers['x-hub-signature-256'] === signature,
    });
    response.writeHead(heard.length === 1 ? 500 : 202).end();
  });
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
  github.hook.target = { url: `http://127.0.0.1:${(app.address() as AddressInfo).port}`, secret: 'hush' };
  const { author, pull } = pullBy();
  const body = '@belay status';
  const comment = {
    id: 5,
    issue: pull.number,
    author,
    body,
    createdAt: now,
    updatedAt: now,
    history: [body],
  };
  const sent = await github.hook.send('issue_comment', commentPayload(repository, comment));
  expect(sent).toMatchObject({ statusCode: 500, action: 'created' });
  const { octokit } = openApp(github);
  await octokit.request('POST /app/hook/deliveries/{delivery_id}/attempts', { delivery_id: sent.id });
  await expect.poll(() => github.hook.deliveries.length).toBe(2);
  expect(heard).toEqual([
    { delivery: sent.guid, valid: true },
    { delivery: sent.guid, valid: true },
  ]);
  const { data } = await octokit.request('GET /app/hook/deliveries', { per_page: 1 });
  expect(data).toMatchObject([{ guid: sent.guid, redelivery: true, status_code: 202 }]);
  const all = await octokit.paginate('GET /app/hook/deliveries', { per_page: 1 });
  expect(all).toHaveLength(2);
  const { data: whole } = await octokit.request('GET /app/hook/deliveries/{delivery_id}', {
    delivery_id: sent.id,
  });
  expect(whole.request.payload).toMatchObject({ comment: { body }, repository: { id: repository.id } });
  now += 3 * 24 * 3_600_000;
  expect((await octokit.paginate('GET /app/hook/deliveries')).length).toBe(0);
  app.close();
});

it('records a delivery that reaches nobody', async () => {
  const { author, pull } = pullBy();
  merge(github.state, repository, pull, author);
  const sent = await github.hook.send('ping', { zen: 'Keep it logically awesome.' });
  expect(sent).toMatchObject({ statusCode: 502, status: 'failed to connect to host' });
});
