import { expect, test } from 'vitest';
import { sourceWords } from '../../../src/core/card/source-words.ts';
import { versionWords } from '../../../src/core/card/version-words.ts';

const commit = '3f2c9a7d5b1e8f604c2d9a7b5e1f3c8d6a4b2e09';

test.each([
  ['v2.3.0', 'v2.3.0'],
  [commit, '3f2c9a7d5b1e'],
  [commit.slice(1), commit.slice(1)],
  [`v${commit}`, `v${commit}`],
])('the version %s reads %s', (version, words) => {
  expect(versionWords(version)).toBe(words);
});

test('a source says where the code stands and how much of it changes', () => {
  const source = { repository: 'acme/shop', commit, pull: 12 };
  expect(sourceWords(source, ['a.ts'])).toBe(`acme/shop at ${commit}, pull request 12, which changes 1 file`);
  expect(sourceWords({ ...source, pull: null }, null)).toBe(`acme/shop at ${commit}`);
});
