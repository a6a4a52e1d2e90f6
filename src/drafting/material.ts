import type { DraftScope, Objection, Untrusted } from '../core/documents/drafts/draft.ts';
import { citable, isCell } from '../core/documents/facts/citable.ts';
import type { DocumentKind } from '../core/documents/kinds.ts';
import type { Prompt } from './prompt.ts';

/**
 * The scope of a request with the facts alone that its prompt gives to the model: what it is not given, it cannot cite.
 * The hash of the book stays: it says what was known.
 */
export function scopeFor(scope: DraftScope, { facts: starts }: Pick<Prompt, 'facts'>): DraftScope {
  const book = citable(scope.book);
  const allowed = book.facts.filter(({ id }) =>
    starts.some((start) => start === '*' || id.startsWith(start)),
  );
  const known = new Set(allowed.map(({ id }) => id));
  const comparisons = book.comparisons.filter((one) => one.facts.every((id) => known.has(id)));
  return { ...scope, book: { ...book, facts: allowed.filter(({ id }) => !isCell(id)), comparisons } };
}

/** Texts of the sources that a prompt allows, in the order of the request. */
export function textsFor(
  untrusted: readonly Untrusted[],
  prompt: Pick<Prompt, 'untrusted'>,
): readonly Untrusted[] {
  return untrusted.filter(({ source }) => prompt.untrusted.includes(source));
}

/** More of them help nobody. */
const mostObjections = 20;

/**
 * What the model is given, as JSON in a fixed order: the same request makes the same text.
 * @param objections what was wrong with the draft before; empty for the first
 */
export function materialOf(
  document: DocumentKind,
  scope: DraftScope,
  objections: readonly Objection[],
): string {
  const { book, sections, hypotheses, choices } = scope;
  const material = {
    document,
    verdict: book.outcome,
    sections: sections.map(({ id, heading, asks, required }) => ({ id, heading, asks, required })),
    hypotheses: hypotheses ? 'may be given' : 'leave empty',
    choices: choices.map(({ id, about }) => ({ id, about })),
    facts: book.facts.map(({ id, about, shown, value }) => ({
      id,
      about,
      shown: value === null ? null : shown,
    })),
    comparisons: book.comparisons.map(({ id, sentence }) => ({ id, sentence })),
    identifiers: book.identifiers,
    ...(objections.length === 0
      ? {}
      : {
          refused:
            'Your draft before this one was refused. Write the whole document again without these faults.',
          faults: objections.slice(0, mostObjections).map(({ gate, sentence }) => ({ gate, sentence })),
        }),
  };
  return JSON.stringify(material);
}
