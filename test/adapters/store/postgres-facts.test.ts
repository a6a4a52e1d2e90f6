import { expect, test } from 'vitest';
import { postgresFindings } from '../../../src/adapters/store/postgres-facts.ts';

const facts = {
  version: 150_004,
  standby: false,
  readOnly: false,
  closedSchemas: [],
  database: 'releases',
  user: 'belay',
  connections: { most: 97, others: 3 },
  pooledByTransaction: false,
  keepsSettings: true,
  clockAhead: 0,
};

function found(changed: Partial<typeof facts>) {
  return postgresFindings('PostgreSQL', { ...facts, ...changed }, 20).map(
    ({ state, sentence }) => `${state} ${sentence}`,
  );
}

test('a version that is too old, and the oldest that is not', () => {
  expect(found({ version: 130_012 })).toEqual([expect.stringMatching(/^error .*version 13.*at least 14/)]);
  expect(found({ version: 140_000 })).toEqual([expect.stringMatching(/^ok /)]);
});

test('a pooler in transaction mode', () => {
  expect(found({ pooledByTransaction: true })).toEqual([
    expect.stringMatching(/^error .*pool_mode = session/),
  ]);
});

test('a pooler that drops settings', () => {
  expect(found({ keepsSettings: false })).toEqual([
    expect.stringMatching(/^error .*SET search_path = bullmq/),
  ]);
});

test('connections that are enough for one process only', () => {
  expect(found({ connections: { most: 97, others: 60 } })).toEqual([
    expect.stringMatching(/^warning .*room for one process/),
  ]);
});
