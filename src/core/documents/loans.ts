import type { PersonName } from '../card/names.ts';
import type { Delegation } from '../delegations/events.ts';
import { endText } from '../delegations/lend.ts';
import { counted, plainLine, quoted } from '../prose.ts';
import { formatDuration, type Instant } from '../time.ts';
import { paragraph } from './blocks.ts';
import type { DocumentTree } from './tree.ts';

/** What is lent now, to whom and until when. */
export function loansDocument(
  loans: readonly Delegation[],
  personName: PersonName,
  now: Instant,
): DocumentTree {
  const summary =
    loans.length === 0
      ? 'No role is lent now.'
      : `${counted(loans.length, 'role')} ${loans.length === 1 ? 'is' : 'are'} lent now.`;
  const rows = loans.map(({ lender, role, borrower, until, reason }) => [
    role,
    plainLine(personName(lender)),
    plainLine(personName(borrower)),
    `${endText(until)} (in ${formatDuration(until - now)})`,
    reason === '' ? '' : quoted(reason),
  ]);
  return {
    title: 'Roles on loan',
    summary,
    draftedBy: 'template',
    draftedWhy: 'Read from the log; no model was asked.',
    at: now,
    blocks: [
      ...(loans.length === 0 ? [] : [{ kind: 'table', columns, rows } as const]),
      paragraph(
        '`delegate ROLE to PERSON --for 3d` lends one of yours, `delegate --end ROLE` takes it back.',
      ),
    ],
  };
}

const columns = ['Role', 'From', 'To', 'Until', 'Why'];
