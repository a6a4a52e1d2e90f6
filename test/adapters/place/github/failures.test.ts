import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openGithub } from '../../../../src/adapters/place/github/client.ts';
import { newAppKey } from '../../../doubles/github/app-key.ts';
import { type OnGithub, onGithub } from './on-github.ts';

let on: OnGithub;
beforeEach(async () => {
  on = await onGithub();
});
afterEach(async () => {
  vi.useRealTimers();
  await on[Symbol.asyncDispose]();
});

const key = 'card/r-0123456789/github';

describe('what GitHub does not take', () => {
  test.each([
    ['secondary-limit', 403],
    ['secondary-limit', 429],
    ['rate-limit', 403],
  ] as const)(
    '%s with %i is said again when it may be, and nothing else is tried meanwhile',
    async (kind, status) => {
      on.github.failures.add({ kind, status, retryAfter: 30, on: /comments$/ });
      const failed = await on.place.card(key, on.card()).catch((error: unknown) => error);
      expect(failed).toMatchObject({ code: 'place-busy', retryable: true });
      const { retryAfter } = failed as { retryAfter: number };
      expect(retryAfter).toBeGreaterThan(27_000);
      expect(retryAfter).toBeLessThan(33_000);
      expect(on.wrote(/deployments|check-runs/)).toBe(0);
    },
  );

  test('is said later when GitHub is away or unwell', async () => {
    on.github.failures.add({ kind: 'server-error', on: /comments$/, times: 1 });
    await expect(on.place.card(key, on.card())).rejects.toMatchObject({ code: 'place-unreachable' });
    await on.github.down();
    await expect(on.place.card(key, on.card())).rejects.toMatchObject({ code: 'place-unreachable' });
  });

  test.each([
    { kind: 'server-error', status: 503 },
    { kind: 'dropped' },
    { kind: 'rate-limit', status: 429 },
  ] as const)('$kind while the installation is looked up is over when GitHub is well', async (failure) => {
    on.github.failures.add({ ...failure, on: /\/installation$/, times: 1 });
    await expect(on.place.card(key, on.card())).rejects.toMatchObject({ retryable: true });
    await on.place.card(key, on.card());
    expect(on.comments()).toHaveLength(1);
  });

  test('names the permission that is missing, and does what else it may', async () => {
    const { installation } = on.repository;
    if (installation === null) throw new TypeError('installed');
    installation.permissions = { metadata: 'read', deployments: 'write' };
    const failed = await on.place.card(key, on.card()).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'place-refused' });
    expect(String(failed)).toMatch(
      /Give the GitHub App the permission issues: write or pull requests: write/,
    );
    expect(on.repository.deployments.size).toBe(1);
  });

  test('says where the App is not installed, and works once it is', async () => {
    const { installation } = on.repository;
    on.repository.installation = null;
    await expect(on.place.card(key, on.card())).rejects.toThrow(/installed in that repository/);
    on.repository.installation = installation;
    await on.place.card(key, on.card());
    expect(on.comments()).toHaveLength(1);
  });

  test('takes a new token when the old one is worth nothing any more', async () => {
    await on.place.card(key, on.card());
    on.github.expireTokens();
    on.time.now += 2000;
    // The client itself repeats for 6 s what is refused to a token of the last 5 s.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10_000 });
    await on.place.card(key, on.card({ phase: 'paused' }));
    expect(on.comments()[0]).toContain(': paused');
  });

  test.each([
    ['of another App', newAppKey().privateKey],
    ['no key at all', 'not a key'],
    ['half a key', newAppKey().privateKey.slice(0, 300)],
  ])('a private key that is %s is said, and never shown', async (_, privateKey) => {
    const client = openGithub({ app: '4711', privateKey, apiUrl: on.github.url });
    const failed = await client
      .asApp('to read the App', (app) => app.request('GET /app'))
      .catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'place-refused' });
    expect(String(failed)).toMatch(/private_key/);
    const lines = privateKey.split('\n').filter((line) => line.length > 20 && !line.startsWith('---'));
    for (const line of lines) expect(`${String(failed)} ${JSON.stringify(failed)}`).not.toContain(line);
  });
});
