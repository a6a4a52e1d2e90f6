import { expect, test } from 'vitest';
import { approvers } from '../../../src/core/card/gate-approvers.ts';
import { aGate } from '../../builders/check.ts';

test('a consensus is told by the roles that people know, never by ids of people', () => {
  const gate = aGate({ approvals: 0, roles: ['engineering', 'operations'], everybody: ['p-1', 'p-2'] });
  expect(approvers(gate)).toBe('the agreement of everybody with engineering or operations');
});

test('without a role a consensus says of how many people', () => {
  expect(approvers(aGate({ approvals: 0, roles: [], everybody: ['p-1', 'p-2'] }))).toBe(
    'the agreement of 2 people',
  );
});
