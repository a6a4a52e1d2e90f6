import { expect, it } from 'vitest';
import { honest } from '../../../demo/fake-model/honest.ts';
import { openFakeModel } from '../../../demo/fake-model/server.ts';
import { examineModel } from '../../../src/adapters/model/anthropic/examine.ts';
import { Failure } from '../../../src/core/failure.ts';
import { key, models } from './asking.ts';

const now = Date.UTC(2026, 10, 21);
const day = 86_400_000;

const opened = (more: readonly string[] = []) =>
  openFakeModel({ key, models: [...models, ...more], reply: honest });

const parts = (url: string) => ({
  apiKey: () => key,
  baseUrl: url,
  name: 'claude-haiku-5-5',
  pricesAsOf: now - day,
  clock: () => now,
});

it('a model that is there, with a key that is accepted', async () => {
  await using service = await opened();
  expect(await examineModel(parts(service.url))()).toEqual([
    { about: 'Language model claude-haiku-5-5', state: 'ok', sentence: expect.stringContaining('accepted') },
  ]);
  expect(service.asked).toEqual([]);
});

it.each([
  ['a key that is not accepted', { apiKey: () => 'sk-other' }, /does not accept the key/],
  ['a model that is not known', { name: 'claude-imaginary' }, /does not know that model.*names/],
  ['a model that is to be retired', { name: 'claude-deprecated' }, /to be retired/],
  ['an address at which nobody listens', { baseUrl: 'http://127.0.0.1:9' }, /could not be reached/],
  [
    'a key that is not set',
    {
      apiKey: () => {
        throw new Failure('secret-missing', 'The environment variable KEY is not set.', { retryable: false });
      },
    },
    /KEY is not set.*templates draft/,
  ],
])('%s is a warning with the next step, for rollouts need no model', async (_, more, sentence) => {
  await using service = await opened(['claude-deprecated']);
  const found = await examineModel({ ...parts(service.url), ...more })();
  expect(found).toMatchObject([{ state: 'warning', sentence: expect.stringMatching(sentence) }]);
  expect(JSON.stringify(found)).not.toContain('sk-');
});

it.each([
  ['older than half a year', now - 181 * day, /Its prices are of 2026-05-24/],
  ['from the future', now + day, /still to come/],
])('prices %s are a warning beside it', async (_, pricesAsOf, sentence) => {
  await using service = await opened();
  expect(await examineModel({ ...parts(service.url), pricesAsOf })()).toMatchObject([
    { state: 'ok' },
    { state: 'warning', sentence: expect.stringMatching(sentence) },
  ]);
});
