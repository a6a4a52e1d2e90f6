import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PersonId, RoleName, Sha256 } from '../../../../src/core/ids.ts';
import type { Gate } from '../../../../src/core/rollout/gates/gate-plan.ts';
import { missingWords } from '../../../../src/core/rollout/gates/missing-words.ts';
import { tally } from '../../../../src/core/rollout/gates/tally-votes.ts';
import type { Vote } from '../../../../src/core/rollout/state.ts';
import { aGate } from '../../../builders/check.ts';
import { suffices } from '../audit-gates.ts';

const names = ['ana', 'ben', 'cem', 'dia', 'eli'] as const;
const roleNames = ['lead', 'sre', 'product'] as const;
const anyRoles = fc.subarray([...roleNames]).map((roles) => roles.map((role) => RoleName.parse(role)));

/** One vote each; some roles are lent by others. */
const anyVotes = fc
  .array(
    fc.record({
      person: fc.constantFrom(...names),
      roles: anyRoles,
      lender: fc.option(fc.constantFrom(...names)),
      lentRole: fc.constantFrom(...roleNames),
    }),
    { maxLength: 6 },
  )
  .map((votes) =>
    votes.map(({ person, roles, lender, lentRole }): Vote => {
      const role = RoleName.parse(lentRole);
      const vote = { person: PersonId.parse(person), roles, at: 1 };
      return lender === null || lender === person || !roles.includes(role)
        ? vote
        : { ...vote, lent: { [role]: PersonId.parse(lender) } };
    }),
  );

const anyGate: fc.Arbitrary<Gate> = fc
  .record({
    approvals: fc.nat({ max: 3 }),
    roles: anyRoles,
    each: fc.option(fc.array(fc.constantFrom(...roleNames), { minLength: 1, maxLength: 3 })),
    everybody: fc.option(fc.subarray([...names], { minLength: 1, maxLength: 2 })),
  })
  .map(({ approvals, roles, each, everybody }) =>
    aGate({
      approvals,
      roles,
      ...(each === null ? {} : { each: each.map((role) => RoleName.parse(role)) }),
      ...(everybody === null ? {} : { everybody: everybody.map((one) => PersonId.parse(one)) }),
    }),
  );

const nobody = { kind: 'belay' } as const;
const plain = { kind: 'approved', gate: 1, plan: Sha256.parse('a'.repeat(64)), stage: 0 } as const;

describe('votes at a gate', () => {
  test('are enough only where some way to say whose right each of them used is', () => {
    fc.assert(
      fc.property(anyGate, anyVotes, (gate, votes) => {
        const once = votes.filter(({ person }, n) => votes.findIndex((one) => one.person === person) === n);
        const given = once.map(({ person, roles, lent }) => ({
          ...plain,
          person,
          roles: [...roles],
          ...(lent === undefined ? {} : { lent }),
        }));
        const possible = suffices({ ...gate, requesterMayApprove: true }, given, nobody);
        if (tally(gate, votes).complete) expect(possible).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('count every person and every right once, and one more vote never makes it less', () => {
    fc.assert(
      fc.property(anyGate, anyVotes, (gate, votes) => {
        const { counted, complete, missing, missingRoles, missingPeople } = tally(gate, votes);
        expect(new Set(counted.map(({ voter }) => voter)).size).toBe(counted.length);
        expect(new Set(counted.map(({ vote }) => vote.person)).size).toBe(counted.length);
        expect(complete).toBe(missing + missingRoles.length + missingPeople.length === 0);
        expect(missingWords(gate, votes) === '').toBe(complete);
        const before = tally(gate, votes.slice(0, -1));
        if (before.complete) expect(complete).toBe(true);
        expect(missing + missingRoles.length + missingPeople.length).toBeLessThanOrEqual(
          before.missing + before.missingRoles.length + before.missingPeople.length,
        );
      }),
      { numRuns: 2000 },
    );
  });

  const vote = (person: string, roles: string[], lent?: Record<string, string>) =>
    ({ person, roles, at: 1, ...(lent === undefined ? {} : { lent }) }) as unknown as Vote;

  test('are matched to roles so that whoever holds two leaves the other to somebody else', () => {
    const gate = aGate({ approvals: 0, each: ['lead', 'sre'] as Gate['each'] & RoleName[] });
    const both = vote('ana', ['lead', 'sre']);
    expect(tally(gate, [both]).missingRoles).toEqual(['sre']);
    expect(tally(gate, [both, vote('ben', ['lead'])]).complete).toBe(true);
    expect(tally(gate, [both, vote('dia', ['product'])]).complete).toBe(false);
  });

  test('by a lent role are the lender’s, who then cannot vote again', () => {
    const gate = aGate({ roles: ['lead'] as Gate['roles'] });
    const borrowed = vote('ben', ['lead'], { lead: 'ana' });
    expect(tally(gate, [borrowed, vote('ana', ['lead'])])).toMatchObject({ given: 1, missing: 1 });
    expect(tally(gate, [borrowed, vote('dia', ['lead'])]).complete).toBe(true);
  });

  test.each([
    [{ approvals: 2 }, [], '2 approvals by team-lead or sre-oncall'],
    [
      { approvals: 2, each: ['product'] },
      [vote('ana', ['team-lead'])],
      '1 of 2 approvals by team-lead or sre-oncall; one of product',
    ],
    [{ approvals: 0, each: ['a', 'b'] }, [], 'one each of a and b'],
    [{ approvals: 0, everybody: ['ana', 'ben'] }, [vote('ana', ['team-lead'])], 'ben'],
  ])('of %j are missed in words', (gate, votes, words) => {
    expect(missingWords(aGate(gate as Partial<Gate>), votes)).toBe(words);
  });
});
