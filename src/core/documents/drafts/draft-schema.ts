import { z } from 'zod';
import { citable } from '../facts/citable.ts';
import { Outcome } from '../outcome.ts';
import type { Draft, DraftScope } from './draft.ts';

/** A value that no request offers: an enum must have one, and the gates refuse this one like any other unknown id. */
const nothingOffered = '(nothing is offered)';

/**
 * The draft of one request: only its own ids exist. Has no transforms, records or dates, so that a model's structured
 * output can be bound to it; sizes are the gates' business. The verdict is not narrowed to the right one: a model that
 * echoes another has not understood what it writes about.
 */
export function draftSchema(scope: DraftScope): z.ZodType<Draft> {
  const book = citable(scope.book);
  return z.strictObject({
    verdict: book.outcome === null ? z.null() : Outcome,
    sections: z.array(
      z.strictObject({
        section: oneOf(scope.sections),
        paragraphs: z.array(z.array(segment(book))),
      }),
    ),
    hypotheses: z.array(z.string()),
    choices: z.array(oneOf(scope.choices)),
    // Ids are enums of ids: the brand is theirs already.
  }) as unknown as z.ZodType<Draft>;
}

type Identified = readonly { readonly id: string }[];

function segment(book: { readonly facts: Identified; readonly comparisons: Identified }) {
  const text = z.strictObject({ kind: z.literal('text'), text: z.string() });
  const cited = [
    ...(book.facts.length === 0 ? [] : [citing('fact', book.facts)]),
    ...(book.comparisons.length === 0 ? [] : [citing('comparison', book.comparisons)]),
  ];
  return z.discriminatedUnion('kind', [text, ...cited]);
}

function citing(kind: 'fact' | 'comparison', ids: Identified) {
  return z.strictObject({ kind: z.literal(kind), id: oneOf(ids) });
}

function oneOf(offered: Identified) {
  const [first = nothingOffered, ...others] = offered.map(({ id }) => id);
  return z.enum([first, ...others]);
}
