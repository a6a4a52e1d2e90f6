import type { FactBook } from './fact.ts';

/**
 * Whole texts stand in the book under `said/`, for documents that code writes: what people typed, what machines answered
 * and sentences of Belay that quote either. A model is neither given them nor may it cite them: it could be made to
 * repeat what somebody wants to be read.
 */
export const saidGroup = 'said';

/** The first part of an id: `stage-2` of `stage-2/error-rate/canary/last`. */
export function groupOf(id: string): string {
  return id.split('/', 1)[0] ?? id;
}

/** The part of a book that a model may be given and may cite. Hash, outcome and identifiers stay the book's. */
export function citable(book: FactBook): FactBook {
  return selected(book, (group) => group !== saidGroup);
}

/**
 * A book of some groups only, for a prompt; comparisons of facts that are not in it go too. The hash stays that of the
 * whole book: it says what was known.
 */
export function selected(book: FactBook, wanted: (group: string) => boolean): FactBook {
  const facts = book.facts.filter(({ id }) => wanted(groupOf(id)));
  const known = new Set<string>(facts.map(({ id }) => id));
  const comparisons = book.comparisons.filter((one) => one.facts.every((id) => known.has(id)));
  return { ...book, facts, comparisons };
}

/** Single cells of tables, each beside a fact or a comparison that says the same in a way fit for a sentence. */
const cells = /^(?:stage|gate)-\d+\/(?:at-end\/|check\/)|\/together(?:\/|$)|\/after-request$/;

/** Whether a fact is there only so that every numeral of a table can be traced: a model is not given hundreds of them. */
export function isCell(id: string): boolean {
  return cells.test(id);
}
