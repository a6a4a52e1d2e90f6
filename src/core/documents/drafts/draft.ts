import { z } from 'zod';
import type { FactBook } from '../facts/fact.ts';
import { FactId } from '../facts/fact.ts';
import { Outcome } from '../outcome.ts';

/** A piece of a paragraph. Only `text` is the model's own, and no numeral can stand in it. */
export const Segment = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({ kind: z.literal('fact'), id: FactId }),
  z.object({ kind: z.literal('comparison'), id: FactId }),
]);
export type Segment = z.infer<typeof Segment>;

/** What a model drafts of a document. Everything else in the document is code's. */
export const Draft = z.object({
  /** Echoed from the request; null where there is nothing to decide. Another one discards the draft. */
  verdict: Outcome.nullable(),
  sections: z.array(z.object({ section: z.string(), paragraphs: z.array(z.array(Segment)) })),
  /** Free prose, shown under “Hypotheses (unverified)”; empty where the document has none. */
  hypotheses: z.array(z.string()),
  /** Ids of choices that the request offered (probes of a script, items of a list); empty where it offered none. */
  choices: z.array(z.string()),
});
export type Draft = z.infer<typeof Draft>;

/** A part of a document that a model may write. */
export interface Section {
  /** Small letters and hyphens. */
  readonly id: string;
  readonly heading: string;
  /** What belongs there, for the prompt. */
  readonly asks: string;
  readonly required: boolean;
}

/** Something the model may pick and code carries out: a typed probe, an item of a list. */
export interface Choice {
  readonly id: string;
  readonly about: string;
}

/** Text from outside, which may say anything. */
export interface Untrusted {
  readonly source:
    | 'pull-request-title'
    | 'pull-request-body'
    | 'commit-message'
    | 'changed-files'
    | 'note'
    | 'reason'
    | 'log'
    | 'question'
    | 'schema';
  readonly text: string;
}

/** What may be drafted about one subject, closed before any model sees a word. */
export interface DraftScope {
  readonly book: FactBook;
  readonly sections: readonly Section[];
  readonly hypotheses: boolean;
  readonly choices: readonly Choice[];
}

/** What a gate found wrong with a draft, for the one repair attempt and for the audit. */
export interface Objection {
  readonly gate:
    | 'schema'
    | 'verdict'
    | 'unknown-fact'
    | 'unknown-section'
    | 'missing-section'
    | 'unknown-choice'
    | 'digit'
    | 'number-word'
    | 'roman-numeral'
    | 'absolute-claim'
    | 'decision-word'
    | 'mention'
    | 'command'
    | 'link'
    | 'markup'
    | 'secret'
    | 'too-long'
    | 'hypotheses'
    /** A fact or a comparison whose neighbours change what it says. */
    | 'citation';
  /** What is wrong and what to write instead; quotes no more than 60 characters of the draft. */
  readonly sentence: string;
}
