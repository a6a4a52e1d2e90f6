import { expect, test } from 'vitest';
import { approvers } from '../../../src/core/card/gate-approvers.ts';
import { PersonId, RoleName } from '../../../src/core/ids.ts';
import { aGate } from '../../builders/check.ts';

const people = ['p-1', 'p-2'].map((id) => PersonId.parse(id));

test('a consensus is told by the roles that people know, never by ids of people', () => {
  const gate = aGate({
    approvals: 0,
    roles: ['engineering', 'operations'].map((role) => RoleName.parse(role)),
    everybody: people,
  });
  expect(approvers(gate)).toBe('the agreement of everybody with engineering or operations');
});

test('without a role a consensus says of how many people', () => {
  expect(approvers(aGate({ approvals: 0, roles: [], everybody: people }))).toBe('the agreement of 2 people');
});
