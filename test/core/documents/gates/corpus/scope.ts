import type { DraftScope } from '../../../../../src/core/documents/drafts/draft.ts';
import { bookOf } from '../../../../../src/core/documents/facts/book-of.ts';
import { factBook } from '../../../../../src/core/documents/facts/fact-book.ts';
import type { Recorded } from '../../../../../src/core/rollout/events.ts';
import { fold } from '../../../../../src/core/rollout/evolve.ts';
import { aRollout } from '../../../../builders/rollout.ts';

/** What may be drafted about a story: one section, hypotheses, and names with digits that prose may use. */
export function scopeOf(events: readonly Recorded[]): DraftScope {
  const found = factBook(fold(events) ?? aRollout(), events, { now: events.at(-1)?.at ?? 0 });
  const names = [
    ...found.identifiers,
    'p95',
    '5xx',
    'v2.3.0',
    'src/tax/rates-2026.ts',
    '#412',
    'checkout-p99',
  ];
  return {
    book: bookOf(found.rollout, found.facts, found.comparisons, names, found.outcome),
    sections: [{ id: 'assessment', heading: 'Assessment', asks: 'What was seen.', required: true }],
    hypotheses: true,
    choices: [{ id: 'probe-1', about: 'the health endpoint answers' }],
  };
}
