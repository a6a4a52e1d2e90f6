import type { Objection } from '../drafts/draft.ts';
import { citable } from '../facts/citable.ts';
import type { DraftGate } from './draft-gate.ts';
import { excerpt } from './reading.ts';

export const verdictEcho: DraftGate = {
  name: 'verdict',
  objections: ({ verdict }, { book }) =>
    verdict === book.outcome
      ? []
      : [
          {
            gate: 'verdict',
            sentence: `The verdict is ${book.outcome ?? 'null'} and nothing else: it is computed from what was measured.`,
          },
        ],
};

export const knownCitations: DraftGate = {
  name: 'unknown-fact',
  objections: ({ sections }, { book }) => {
    const { facts, comparisons } = citable(book);
    const known = {
      fact: new Set<string>(facts.map(({ id }) => id)),
      comparison: new Set<string>(comparisons.map(({ id }) => id)),
    };
    return sections.flatMap(({ paragraphs }) =>
      paragraphs
        .flat()
        .flatMap((segment): Objection[] =>
          segment.kind === 'text' || known[segment.kind].has(segment.id)
            ? []
            : [{ gate: 'unknown-fact', sentence: `There is no ${segment.kind} ${excerpt(segment.id)}.` }],
        ),
    );
  },
};

export const knownSections: DraftGate = {
  name: 'unknown-section',
  objections: ({ sections }, scope) => {
    const offered = new Set(scope.sections.map(({ id }) => id));
    const seen = new Set<string>();
    return sections.flatMap(({ section }): Objection[] => {
      const again = seen.has(section);
      seen.add(section);
      if (!offered.has(section)) {
        return [{ gate: 'unknown-section', sentence: `There is no section ${excerpt(section)}.` }];
      }
      return again ? [{ gate: 'unknown-section', sentence: `Section ${section} stands twice.` }] : [];
    });
  },
};

export const requiredSections: DraftGate = {
  name: 'missing-section',
  objections: ({ sections }, scope) => {
    const written = new Set(
      sections.filter(({ paragraphs }) => paragraphs.some(says)).map(({ section }) => section),
    );
    return scope.sections
      .filter(({ id, required }) => required && !written.has(id))
      .map(({ id }) => ({ gate: 'missing-section', sentence: `Section ${id} is missing or empty.` }));
  },
};

type Paragraph = Parameters<DraftGate['objections']>[0]['sections'][number]['paragraphs'][number];

function says(paragraph: Paragraph): boolean {
  return paragraph.some((segment) => segment.kind !== 'text' || /\p{L}/u.test(segment.text));
}

export const knownChoices: DraftGate = {
  name: 'unknown-choice',
  objections: ({ choices }, scope) => {
    const offered = new Set(scope.choices.map(({ id }) => id));
    const seen = new Set<string>();
    return choices.flatMap((id): Objection[] => {
      const again = seen.has(id);
      seen.add(id);
      if (!offered.has(id))
        return [{ gate: 'unknown-choice', sentence: `There is no choice ${excerpt(id)}.` }];
      return again ? [{ gate: 'unknown-choice', sentence: `Choice ${excerpt(id)} stands twice.` }] : [];
    });
  },
};

export const allowedHypotheses: DraftGate = {
  name: 'hypotheses',
  objections: ({ hypotheses }, scope, limits) => {
    if (hypotheses.length > 0 && !scope.hypotheses) {
      return [{ gate: 'hypotheses', sentence: 'This document has no hypotheses: leave the list empty.' }];
    }
    return hypotheses.length > limits.hypotheses
      ? [{ gate: 'hypotheses', sentence: `At most ${limits.hypotheses} hypotheses.` }]
      : [];
  },
};

/** Marks of this code, control characters and what nobody sees: no prose has them, and gates could be led by them. */
const invisible = /[^\P{C}\n\r\t]/u;

export const visibleText: DraftGate = {
  name: 'markup',
  objections: ({ sections, hypotheses }) => {
    const texts = sections.flatMap(({ paragraphs }) =>
      paragraphs.flat().map((segment) => (segment.kind === 'text' ? segment.text : '')),
    );
    return [...texts, ...hypotheses].some((text) => invisible.test(text))
      ? [{ gate: 'markup', sentence: 'Text has invisible or private characters: write plain prose.' }]
      : [];
  },
};
