import { expect, test } from 'vitest';
import { redisFindings } from '../../../src/adapters/queue/redis-facts.ts';

const facts = {
  version: '7.0.15',
  primary: true,
  inCluster: false,
  clusterState: null,
  maxmemoryPolicy: 'noeviction',
  appendonly: true,
  save: '',
  clockAhead: 0,
};

test.for([
  ['4.0.14', 'error', 'need at least 5.0'],
  ['6.0.20', 'warning', 'made for 6.2'],
  ['6.2.0', 'ok', 'takes jobs'],
  ['10.1.0', 'ok', 'takes jobs'],
] as const)('version %s', ([version, state, words]) => {
  const sentence = expect.stringContaining(words);
  expect(redisFindings('Redis', { ...facts, version }, false)).toEqual([{ about: 'Redis', state, sentence }]);
});

test('a Cluster that does not serve all its slots takes no jobs', () => {
  const found = redisFindings('Redis', { ...facts, inCluster: true, clusterState: 'fail' }, true);
  expect(found).toMatchObject([
    { state: 'error', sentence: expect.stringContaining('not all slots are served') },
  ]);
});

test('a policy that may not be asked for is said to be unchecked', () => {
  const found = redisFindings('Redis', { ...facts, maxmemoryPolicy: null }, false);
  expect(found).toMatchObject([
    { state: 'warning', sentence: expect.stringContaining('could not be checked') },
  ]);
});
