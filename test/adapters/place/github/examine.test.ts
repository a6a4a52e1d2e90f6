import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ExaminedGithub, examineGithub } from '../../../../src/adapters/place/github/examine.ts';
import { permissions } from '../../../../src/adapters/place/github/rights.ts';
import { type OnGithub, onGithub } from './on-github.ts';

let on: OnGithub;
beforeEach(async () => {
  on = await onGithub();
  on.github.hook.target = { url: 'https://belay.example/places/github', secret: 'secret' };
});
afterEach(() => on[Symbol.asyncDispose]());

async function examined(over: Partial<ExaminedGithub> = {}) {
  const { key, url } = on.github;
  const findings = await examineGithub({
    name: 'github',
    app: '4711',
    privateKey: key.privateKey,
    apiUrl: url,
    repositories: ['acme/shop'],
    usesOf: () => ({ migrations: false, ci: false }),
    triggers: [],
    publicUrl: 'https://belay.example',
    ...over,
  });
  return findings.map(({ state, sentence }) => `${state}: ${sentence}`);
}

/** What is not fine. */
const wrong = async (over: Partial<ExaminedGithub> = {}) =>
  (await examined(over)).filter((line) => !line.startsWith('ok'));

describe('looking at a GitHub place', () => {
  test('finds nothing wrong when nothing is', async () => {
    expect(await wrong()).toEqual([]);
    expect(await examined()).toHaveLength(4);
  });

  test('names each permission that is missing, what it is for, and what is too much', async () => {
    const { installation } = on.repository;
    if (installation === null) throw new TypeError('installed');
    installation.permissions = { administration: 'write' };
    const lines = await wrong();
    expect(lines).toHaveLength(permissions.length + 1);
    expect(lines).toContainEqual(expect.stringMatching(/^error: .*“Issues: Read and write”.*to comment/));
    expect(lines).toContainEqual(expect.stringMatching(/^warning: .*“Checks: Read and write”/));
    expect(lines).toContainEqual(expect.stringMatching(/^warning: .*“Administration”/));
    installation.permissions = Object.fromEntries(permissions.map(({ name, level }) => [name, level]));
    expect(await wrong()).toEqual([]);
  });

  test('asks for more only where belay.yml has Belay do more', async () => {
    const { installation } = on.repository;
    if (installation === null) throw new TypeError('installed');
    installation.permissions['pull_requests'] = 'read';
    expect(await wrong()).toEqual([]);
    expect(await wrong({ usesOf: () => ({ migrations: true, ci: true }) })).toEqual([
      expect.stringMatching(/^warning: .*“Contents: Read and write”.*branch.*--dry-run/),
      expect.stringMatching(/^warning: .*“Pull requests: Read and write”.*--dry-run/),
      expect.stringMatching(/^warning: .*“Commit statuses: Read-only”.*CI/),
    ]);
    Object.assign(installation.permissions, { contents: 'write', pull_requests: 'write', statuses: 'read' });
    expect(await wrong({ usesOf: () => ({ migrations: true, ci: true }) })).toEqual([]);
  });

  test('says where the App is not installed', async () => {
    on.repository.installation = null;
    expect(await wrong()).toEqual([expect.stringMatching(/^error: The App is not installed there/)]);
  });

  test('says which events it does not hear of, which is an error where they start rollouts', async () => {
    on.github.state.events = ['release'];
    const lines = await wrong({ triggers: ['merge'] });
    expect(lines).toEqual([
      expect.stringMatching(/^error: .*“Issue comment”/),
      expect.stringMatching(/^error: .*“Pull request”/),
      expect.stringMatching(/^warning: .*“Deployment protection rule”/),
    ]);
  });

  test.each([
    [null, /no webhook address.*https:\/\/belay\.example\/places\/github/],
    [{ url: 'https://belay.example/webhook', secret: 's' }, /does not listen/],
    [{ url: 'https://belay.example/places/github', secret: '' }, /no secret/],
    [{ url: 'https://other.example/places/github', secret: 's' }, /^warning: .*BELAY_PUBLIC_URL/],
  ])('a webhook that is %j', async (target, said) => {
    on.github.hook.target = target;
    expect(await wrong()).toEqual([expect.stringMatching(said)]);
  });

  test('says whether deliveries arrive', async () => {
    await on.github.hook.send('issue_comment', {}, { lost: true });
    expect(await wrong()).toEqual([
      expect.stringMatching(/^error: 1 of the last 1 .*must reach this server/),
    ]);
  });

  test('says that the key is none of the App, or that GitHub is away, and never throws', async () => {
    expect(await wrong({ privateKey: 'nonsense' })).toEqual([expect.stringMatching(/^error: .*private_key/)]);
    await on.github.down();
    expect(await wrong()).toEqual([expect.stringMatching(/^error: .*could not be reached/)]);
  });
});
