import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type DelegationEvent, foldDelegations } from '../../../src/core/delegations/events.ts';
import {
  endText,
  type LendingFacts,
  longestLoan,
  readEnd,
  refuseLoan,
} from '../../../src/core/delegations/lend.ts';
import { PersonId, RoleName } from '../../../src/core/ids.ts';

const [ada, bo, cy] = [PersonId.parse('ada'), PersonId.parse('bo'), PersonId.parse('cy')];
const lead = RoleName.parse('lead');
const now = Date.parse('2026-11-21T12:00:00Z');
const day = 86_400_000;

describe('until when a role is lent', () => {
  test.each([
    ['2026-12-01', '2026-12-02T00:00:00.000Z'],
    ['2028-02-29', '2028-03-01T00:00:00.000Z'],
    ['2026-12-01T08:00Z', '2026-12-01T08:00:00.000Z'],
    ['2026-12-01T08:00:30+02:00', '2026-12-01T06:00:30.000Z'],
    ['2026-02-31', null],
    ['2026-02-31T08:00Z', null],
    ['2026-13-01', null],
    ['2026-12-01T25:00Z', null],
    ['2026-12-01T08:00', null],
    ['1969-01-01', null],
    ['tomorrow', null],
    ['01.12.2026', null],
    ['', null],
  ])('%j is %s', (text, expected) => {
    const end = readEnd(text);
    expect(end === null ? null : new Date(end).toISOString()).toBe(expected);
  });

  it('is said as the last minute in which it holds', () => {
    expect(endText(readEnd('2026-12-01') ?? 0)).toBe('2026-12-01 23:59 UTC');
  });
});

describe('whether a role may be lent', () => {
  const loan = { lender: ada, role: lead, borrower: bo, until: now + day };
  const facts: LendingFacts = { now, holds: true, lentBy: null, current: null, borrowerName: 'Bo' };
  const current = { ...loan, since: now - day, reason: '' };

  test.each([
    ['by whoever has it', {}, {}, undefined],
    ['for as long as may be', { until: now + longestLoan }, {}, undefined],
    ['again to the same person', {}, { current }, undefined],
    ['for longer', { until: now + longestLoan + 1 }, {}, 'too-long'],
    ['to oneself', { borrower: ada }, {}, 'to-yourself'],
    ['by whoever does not have it', {}, { holds: false }, 'not-yours'],
    ['by whoever has it on loan', {}, { holds: false, lentBy: 'Cy' }, 'lent-on'],
    ['until now', { until: now }, {}, 'in-the-past'],
    ['to a second person', { borrower: cy }, { current }, 'lent-already'],
  ])('%s', (_, wanted, known, code) => {
    expect(refuseLoan({ ...loan, ...wanted }, { ...facts, ...known })?.code).toBe(code);
  });

  it('says who could give it, where it is only on loan', () => {
    expect(refuseLoan(loan, { ...facts, holds: false, lentBy: 'Cy Diaz' })?.sentence).toBe(
      'lead is lent to you by Cy Diaz, and what is lent cannot be lent on. Ask Cy Diaz to type `delegate lead to bo --for 1d`. Nothing was lent.',
    );
  });
});

describe('what somebody lends', () => {
  const event = fc.oneof(
    fc.record({
      kind: fc.constant('delegated' as const),
      lender: fc.constant(ada),
      role: fc.constantFrom(lead, RoleName.parse('ops')),
      borrower: fc.constantFrom(bo, cy),
      until: fc.integer({ min: 0, max: 50 }),
      reason: fc.constant(''),
    }),
    fc.record({
      kind: fc.constant('delegation-ended' as const),
      lender: fc.constant(ada),
      role: fc.constantFrom(lead, RoleName.parse('ops')),
    }),
  );

  it('is each role to one person at most, never past its end, and what the newest event of it says', () => {
    fc.assert(
      fc.property(fc.array(event), fc.integer({ min: 0, max: 60 }), (events: DelegationEvent[], at) => {
        const held = foldDelegations(
          events.map((one, index) => ({ at: index, event: one })),
          at,
        );
        expect(new Set(held.map(({ role }) => role)).size).toBe(held.length);
        for (const role of ['lead', 'ops']) {
          const newest = events.findLast((one) => one.role === role);
          const stands = newest?.kind === 'delegated' && at < newest.until;
          expect(held.find((one) => one.role === role)?.borrower).toBe(stands ? newest.borrower : undefined);
        }
      }),
    );
  });
});
