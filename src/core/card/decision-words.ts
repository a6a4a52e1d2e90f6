import { counted, listed, quoted } from '../prose.ts';
import type { Card } from './card.ts';

/** How a request for approval ended, after the name of its stage: `approved by Ada and Grace`. */
export function decisionWords({ outcome, votes, by, reason }: Card['decisions'][number]): string {
  const people = listed(votes.map(({ person }) => person));
  switch (outcome) {
    case 'approved':
      return `approved by ${people}`;
    case 'rejected':
      return `rejected by ${by ?? 'somebody'}${reason === null || reason === '' ? '' : `: ${quoted(reason)}`}`;
    case 'expired':
      return votes.length === 0
        ? 'expired, nobody had approved'
        : `expired with ${counted(votes.length, 'approval')} (${people})`;
    case 'extended':
      return `extended by ${people}: it is observed once more`;
    case 'withdrawn':
      return 'withdrawn before it was decided';
  }
}
