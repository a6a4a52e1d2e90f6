import type { Segment } from '../drafts/draft.ts';
import type { Part } from '../drafts/joined.ts';
import type { FactBook } from '../facts/fact.ts';
import { comparisonMark, factMark } from './reading.ts';

/** A paragraph as people will read it. What is not in the book shows as nothing: another gate refuses it. */
export function shownParts(paragraph: readonly Segment[], book: FactBook): readonly Part[] {
  return paragraph.map((segment) => ({ kind: segment.kind, words: shown(segment, book) }));
}

function shown(segment: Segment, { facts, comparisons }: FactBook): string {
  switch (segment.kind) {
    case 'text':
      return segment.text;
    case 'fact':
      return facts.find(({ id }) => id === segment.id)?.shown ?? '';
    case 'comparison':
      return comparisons.find(({ id }) => id === segment.id)?.sentence ?? '';
  }
}

/** A paragraph with marks for everything that is code's: what is left is the model's own. */
export function markedParts(paragraph: readonly Segment[]): readonly Part[] {
  const marks = { fact: factMark, comparison: comparisonMark };
  return paragraph.map((segment) => ({
    kind: segment.kind,
    words: segment.kind === 'text' ? segment.text : marks[segment.kind],
  }));
}
