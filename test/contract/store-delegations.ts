import { describe, expect, test } from 'vitest';
import type { Delegation } from '../../src/core/delegations/events.ts';
import { PersonId, RoleName } from '../../src/core/ids.ts';
import { aPerson } from '../builders/events.ts';
import type { OpenedStore } from './store.ts';

let count = 0;

/** Somebody who lends nothing yet. */
function aLender(): PersonId {
  count += 1;
  return PersonId.parse(`lender-${count}`);
}

const bo = PersonId.parse('bo');
const cy = PersonId.parse('cy');
const lead = RoleName.parse('lead');
const ops = RoleName.parse('ops');

export function delegationCases(it: () => OpenedStore): void {
  describe('roles on loan', () => {
    const aLoan = (lender: PersonId, over: Partial<Delegation> = {}): Delegation => ({
      ...{ lender, role: lead, borrower: bo, since: 1000, until: 5000, reason: 'holiday' },
      ...over,
    });

    test('hold until they end, and not a moment longer', async () => {
      const { delegations } = it().store;
      const ada = aLender();
      expect(await delegations.standing([ada], 1000)).toEqual([]);
      expect(await delegations.lend(aLoan(ada), aPerson(ada))).toEqual(aLoan(ada));
      expect(await delegations.standing([ada, aLender()], 4999)).toEqual([aLoan(ada)]);
      expect(await delegations.standing([ada], 5000)).toEqual([]);
      expect(await delegations.standing([], 2000)).toEqual([]);
    });

    test('can be ended early, once', async () => {
      const { delegations } = it().store;
      const ada = aLender();
      await delegations.lend(aLoan(ada), aPerson(ada));
      await delegations.lend(aLoan(ada, { role: ops }), aPerson(ada));
      expect(await delegations.end(ada, lead, aPerson(ada), 2000)).toBe(true);
      expect(await delegations.end(ada, lead, aPerson(ada), 2001)).toBe(false);
      expect(await delegations.standing([ada], 2001)).toEqual([aLoan(ada, { role: ops })]);
      expect(await delegations.end(ada, ops, aPerson(ada), 6000)).toBe(false);
    });

    test('go to one person at a time, who can have them longer', async () => {
      const { delegations } = it().store;
      const ada = aLender();
      await delegations.lend(aLoan(ada), aPerson(ada));
      expect(await delegations.lend(aLoan(ada, { borrower: cy, since: 2000 }), aPerson(ada))).toEqual(
        aLoan(ada),
      );
      const longer = aLoan(ada, { since: 2000, until: 9000 });
      expect(await delegations.lend(longer, aPerson(ada))).toEqual(longer);
      expect(await delegations.standing([ada], 8000)).toEqual([longer]);
    });

    test('lent to many at once are lent to one', async () => {
      const { delegations } = it().store;
      const ada = aLender();
      const people = Array.from({ length: 5 }, (_, index) => PersonId.parse(`borrower-${index}`));
      const lent = await Promise.all(
        people.map((borrower) => delegations.lend(aLoan(ada, { borrower }), aPerson(ada))),
      );
      expect(new Set(lent.map(({ borrower }) => borrower))).toHaveLength(1);
      expect(await delegations.standing([ada], 2000)).toHaveLength(1);
    });

    test('are in the log with who lent and ended them', async () => {
      const { delegations, rows } = it().store;
      const ada = aLender();
      await delegations.lend(aLoan(ada), aPerson(ada));
      await delegations.end(ada, lead, aPerson(ada), 2000);
      const found: unknown[] = [];
      for await (const row of rows(1)) {
        if (row.stream === `delegation/${ada}`) found.push([row.seq, row.at, row.actor, row.data]);
      }
      expect(found).toEqual([
        [
          1,
          1000,
          aPerson(ada),
          { kind: 'delegated', lender: ada, role: lead, borrower: bo, until: 5000, reason: 'holiday' },
        ],
        [2, 2000, aPerson(ada), { kind: 'delegation-ended', lender: ada, role: lead }],
      ]);
    });
  });
}
