import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refuseLate } from '../../../handlers/github/late.ts';
import { closedPullPayload, commentPayload } from '../../doubles/github/payloads.ts';
import {
  addAccount,
  addCollaborator,
  addComment,
  addRepository,
  merge,
  pushTo,
} from '../../doubles/github/state.ts';
import { type GithubWorld, hookSecret, openGithubWorld } from './github-world.ts';

let open: GithubWorld;
beforeAll(async () => {
  open = await openGithubWorld();
});
afterAll(async () => {
  await open[Symbol.asyncDispose]();
});

const day = 24 * 3_600_000;
const count = async () => (await open.rollouts()).length;

/** Sends it, and asserts that nothing came of it. */
async function refused(send: () => Promise<{ readonly statusCode: number }>, status: number) {
  const before = [await count(), open.shop.comments.size, open.shop.reactions.length];
  const { statusCode } = await send();
  await open.idle();
  expect(statusCode).toBe(status);
  expect([await count(), open.shop.comments.size, open.shop.reactions.length]).toEqual(before);
}

function deployComment(body = '@belay deploy', author = open.ana) {
  const comment = addComment(open.github.state, open.shop, { issue: open.pull().number, author, body });
  return commentPayload(open.shop, comment);
}

describe('forged signature', () => {
  it.each<[string, object]>([
    ['another secret', { secret: 'guessed' }],
    ['no signature', { headers: { 'x-hub-signature-256': null } }],
    [
      'the old SHA-1 signature alone',
      { headers: { 'x-hub-signature-256': null, 'x-hub-signature': `sha1=${'a'.repeat(40)}` } },
    ],
    ['nonsense', { headers: { 'x-hub-signature-256': 'sha256=abc' } }],
    ['the signature of something else', { body: '{"action":"created"}' }],
    ['an empty body', { body: '' }],
  ])('is refused: %s', async (_, over) => {
    const payload = deployComment();
    await refused(() => open.github.hook.send('issue_comment', payload, over), 401);
  });

  it('is refused when one letter of what was signed is another', async () => {
    const payload = deployComment();
    const body = JSON.stringify(payload).replace('@belay deploy', '@belay deplox');
    await refused(() => open.github.hook.send('issue_comment', payload, { body }), 401);
  });
});

describe('a replay', () => {
  it('does nothing, neither redelivered nor under a new delivery id, nor on another bot after a restart', async () => {
    const { delivery } = await open.comment(open.pull(), '@belay deploy');
    expect(delivery.statusCode).toBe(202);
    const payload = JSON.parse(delivery.payload);
    await refused(() => open.github.hook.redeliver(delivery.id), 202);
    await refused(() => open.github.hook.send('issue_comment', payload), 202);
    const { listen } = open.anotherBot().handler;
    const before = await count();
    await listen(Buffer.from(delivery.payload), { ...delivery.headers, 'x-github-delivery': 'new' });
    await open.idle();
    expect(await count()).toBe(before);
  });

  it('of a merge does nothing', async () => {
    const pull = open.pull();
    merge(open.github.state, open.shop, pull, open.bo);
    const delivery = await open.merged(pull);
    await refused(() => open.github.hook.send('pull_request', JSON.parse(delivery.payload)), 202);
  });

  it('of what is older than three days is refused, for the signature says no time', async () => {
    const now = open.world.now();
    const payload = deployComment();
    const then = new Date(now - 3 * day - 1000).toISOString();
    const comment = { ...payload, comment: { ...Object(payload['comment']), created_at: then } };
    await refused(() => open.github.hook.send('issue_comment', comment), 400);
    const pull = open.pull();
    merge(open.github.state, open.shop, pull, open.bo);
    pull.mergedAt = now - 3 * day - 1000;
    const merged = closedPullPayload(open.shop, pull, open.bo);
    await refused(() => open.github.hook.send('pull_request', merged), 400);
  });

  it('under the name of another event is refused', async () => {
    const pull = open.pull();
    merge(open.github.state, open.shop, pull, open.bo);
    const merged = closedPullPayload(open.shop, pull, open.bo);
    await refused(() => open.github.hook.send('issue_comment', { ...merged, action: 'created' }), 400);
    const comment = { ...deployComment(), action: 'closed' };
    await refused(() => open.github.hook.send('pull_request', comment), 400);
  });
});

it('two deliveries of one comment at the same time start one rollout', async () => {
  const payload = deployComment();
  const before = await count();
  const { listen } = open.anotherBot().handler;
  const first = open.github.hook.send('issue_comment', payload);
  const { headers, payload: body } = await first;
  await Promise.all([listen(Buffer.from(body), headers), listen(Buffer.from(body), headers)]);
  await open.idle();
  expect(await count()).toBe(before + 1);
});

describe('who speaks', () => {
  it('is known by the id alone: a login that was given up and taken by another is a stranger', async () => {
    const impostor = addAccount(open.github.state, { login: 'bo', id: 666 });
    addCollaborator(open.shop, impostor, 'admin');
    const pull = open.pull();
    const before = await count();
    await open.comment(pull, '@belay deploy', impostor);
    expect(await count()).toBe(before);
    expect(open.answers(pull)[0]).toContain('github: "666"');
  });

  it('must still have the login that the permission is asked for', async () => {
    const cy = addAccount(open.github.state, { login: 'cy-then', id: 503 });
    const pull = open.pull();
    const comment = addComment(open.github.state, open.shop, {
      issue: pull.number,
      author: { ...cy },
      body: '@belay deploy',
    });
    cy.login = 'cy-now';
    const taker = addAccount(open.github.state, { login: 'cy-then', id: 667 });
    addCollaborator(open.shop, taker, 'admin');
    const before = await count();
    await open.github.hook.send('issue_comment', commentPayload(open.shop, comment));
    await open.idle();
    expect(await count()).toBe(before);
    expect(open.answers(pull)[0]).toContain('GitHub knows nobody by the name');
  });

  it('needs write access on GitHub besides a role of Belay', async () => {
    const dora = addAccount(open.github.state, { login: 'reader', id: 503 });
    addCollaborator(open.shop, dora, 'triage');
    const pull = open.pull();
    const before = await count();
    await open.comment(pull, '@belay pause shop "no reason"', dora);
    expect(open.answers(pull)[0]).toContain('write access');
    expect(await count()).toBe(before);
  });

  it('must have the role in Belay, whatever GitHub lets them do', async () => {
    addCollaborator(open.shop, open.ana, 'admin');
    const pull = open.pull();
    await open.comment(pull, '@belay rollback shop "no reason"', open.ana);
    expect(open.answers(pull)[0]).toContain('needs the role lead');
  });
});

describe('what is not said by a person', () => {
  it('is ignored: a bot, the bot itself, another program in the name of a person', async () => {
    const bot = addAccount(open.github.state, { login: 'renovate[bot]', id: 501, type: 'Bot' });
    const byBot = deployComment('@belay deploy', bot);
    await refused(() => open.github.hook.send('issue_comment', byBot), 200);
    const self = deployComment('@belay deploy', open.github.state.bot);
    await refused(() => open.github.hook.send('issue_comment', self), 200);
    const payload = deployComment();
    const byApp = { ...Object(payload['comment']), performed_via_github_app: { id: 5 } };
    await refused(() => open.github.hook.send('issue_comment', { ...payload, comment: byApp }), 200);
    open.github.state.accounts.splice(open.github.state.accounts.indexOf(bot), 1);
  });

  it('is ignored: an edited or a deleted comment', async () => {
    const author = open.ana;
    const body = '@belay deploy';
    const issue = open.pull().number;
    for (const action of ['edited', 'deleted'] as const) {
      const comment = addComment(open.github.state, open.shop, { issue, author, body });
      const payload = commentPayload(open.shop, comment, action);
      await refused(() => open.github.hook.send('issue_comment', payload), 200);
    }
  });

  it('is ignored: code, quotations and hidden text', async () => {
    for (const body of ['```\n@belay deploy\n```', '> @belay deploy', '<!--\n@belay deploy\n-->']) {
      const payload = deployComment(body);
      await refused(() => open.github.hook.send('issue_comment', payload), 200);
    }
  });
});

describe('a pull request', () => {
  it('from a fork takes no commands', async () => {
    const pull = open.pull({ head: { repositoryId: 31337, fullName: 'mallory/shop' } });
    const before = await count();
    await open.comment(pull, '@belay deploy', open.bo);
    expect(await count()).toBe(before);
    expect(open.answers(pull)[0]).toContain('fork');
  });

  it('that goes on while the command is read is not released', async () => {
    const pull = open.pull();
    const before = await count();
    const { promise, resolve } = Promise.withResolvers<void>();
    open.github.failures.add({ kind: 'slow', on: /\/files$/, times: 1, until: promise });
    const said = open.comment(pull, '@belay deploy');
    await expect
      .poll(() => open.github.state.requests.some(({ path }) => path.endsWith(`${pull.number}/files`)))
      .toBe(true);
    pushTo(open.github.state, open.shop, pull);
    resolve();
    await said;
    expect(await count()).toBe(before);
    expect(open.answers(pull)[0]).toContain('went on from');
  });

  it('that has changed since a late comment is not released unless the comment names the commit', () => {
    const now = 10_000_000;
    const at = now - 120_000;
    const commit = 'a'.repeat(40);
    const changed = { commit, updatedAt: at + 60_000 };
    expect(refuseLate({ at, text: 'deploy' }, changed, now)?.code).toBe('heard-late');
    expect(refuseLate({ at, text: `deploy shop ${commit}` }, changed, now)).toBeNull();
    expect(refuseLate({ at, text: 'deploy' }, { commit, updatedAt: at + 1000 }, now)).toBeNull();
    expect(refuseLate({ at: now - 10_000, text: 'deploy' }, changed, now)).toBeNull();
  });

  it('is approved for its own commit alone', async () => {
    const [released, other] = [open.pull(), open.pull()];
    await open.comment(released, '@belay deploy', open.ana);
    const row = (await open.rollouts()).find(({ version }) => version === released.head.sha);
    await open.comment(other, `@belay approve ${row?.id}`, open.bo);
    expect(open.answers(other)[0]).toContain('was not counted');
    const events = row === undefined ? [] : await open.world.kinds(row.id);
    expect(events).not.toContain('approved');
  });
});

it('arguments with metacharacters are only ever text, and ping and link nobody', async () => {
  const pull = open.pull();
  const nasty =
    '@belay deploy `id`&&curl$(x) @here @acme/everyone [x](https://evil.example) <!-- --> --dry-run=$(id)';
  const before = await count();
  await open.comment(pull, nasty, open.bo);
  expect(await count()).toBe(before);
  const answer = open.answers(pull).join('\n');
  const code = /(?<!\\)(`+)(?!`)(.*?[^`])\1(?!`)/g;
  const outside = answer.replaceAll(/<!-- belay:\S+ -->/g, '').replaceAll(code, '');
  expect(outside).not.toMatch(/(^|[^\\&#;\w])@(here|acme)/);
  expect(outside).not.toMatch(/\]\(https?:/);
});

it('a parameter that looks like a flag is no flag of anything', async () => {
  const pull = open.pull();
  const before = await count();
  await open.comment(pull, '@belay deploy shop --force --upload-pack=id to demo', open.bo);
  await open.comment(pull, '@belay deploy shop -oProxyCommand=id to demo', open.bo);
  expect(await count()).toBe(before);
  expect(open.answers(pull)).toHaveLength(2);
});

it('a command in the name of a rollout that is over changes nothing and says so', async () => {
  const pull = open.pull();
  await open.comment(pull, '@belay approve r-0123456789', open.bo);
  expect(open.answers(pull)[0]).toContain('r-0123456789');
});

describe('a repository', () => {
  it('that belay.yml does not name is refused', async () => {
    const other = addRepository(open.github.state, 'mallory/shop');
    const comment = addComment(open.github.state, open.shop, {
      issue: open.pull().number,
      author: open.ana,
      body: '@belay deploy',
    });
    await refused(() => open.github.hook.send('issue_comment', commentPayload(other, comment)), 403);
  });

  it('that has taken the name of a known one is not believed', async () => {
    const payload = deployComment();
    const taken = { ...Object(payload['repository']), id: 31337 };
    await refused(() => open.github.hook.send('issue_comment', { ...payload, repository: taken }), 202);
    expect(open.log.lines.join('\n')).toContain('another repository has taken that name');
  });
});

describe('a body', () => {
  it('over the limit is refused before it is read', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const headers = { 'content-length': String(6 * 1024 * 1024), 'content-type': 'application/json' };
      const sent = request(open.url, { method: 'POST', headers }, (answer) => resolve(answer.statusCode));
      sent.on('error', reject);
      sent.flushHeaders();
    });
    expect(status).toBe(413);
    const { listen } = open.handler;
    expect((await listen(Buffer.alloc(5 * 1024 * 1024 + 1), {})).status).toBe(413);
  });

  it('that is signed and no JSON is refused', async () => {
    const { createHmac } = await import('node:crypto');
    const body = 'payload=%7B%7D';
    const signature = `sha256=${createHmac('sha256', hookSecret).update(body).digest('hex')}`;
    const headers = { 'x-hub-signature-256': signature, 'x-github-event': 'issue_comment' };
    const answer = await open.handler.listen(Buffer.from(body), headers);
    expect(answer).toMatchObject({
      status: 400,
      body: { sentence: expect.stringContaining('application/json') },
    });
  });
});

it('strangers get one comment each, and together no more than ten an hour', async () => {
  const zoe = addAccount(open.github.state, { login: 'zoe', id: 97 });
  const pull = open.pull();
  open.world.later(3_600_000);
  for (let nth = 0; nth < 12; nth += 1) await open.comment(pull, '@belay approve @acme/leads', zoe);
  expect(open.answers(pull)).toHaveLength(10);
  open.world.later(3_600_000);
  await open.comment(pull, '@belay status', zoe);
  expect(open.answers(pull)).toHaveLength(11);
});
