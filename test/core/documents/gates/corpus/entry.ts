import type {
  Draft,
  DraftScope,
  Objection,
  Segment,
} from '../../../../../src/core/documents/drafts/draft.ts';
import { FactId } from '../../../../../src/core/documents/facts/fact.ts';

/** A paragraph as a model might draft it: text, and what it cites. */
export type Piece = string | { readonly fact: string } | { readonly comparison: string };

/** What somebody writes who wants harm done, and the gate that has to object to it. */
export interface Attack {
  readonly gate: Objection['gate'];
  readonly paragraph: readonly Piece[];
}

export function attacks(
  gate: Attack['gate'],
  ...paragraphs: readonly (string | readonly Piece[])[]
): readonly Attack[] {
  return paragraphs.map((one) => ({ gate, paragraph: typeof one === 'string' ? [one] : one }));
}

/** The canary's and stable's last error rate in the first stage, and how they compare. */
export const canary = { fact: 'stage-1/error-rate/canary/last' };
export const stable = { fact: 'stage-1/error-rate/stable/last' };
export const requests = { fact: 'stage-1/error-rate/canary/requests' };
export const weight = { fact: 'stage-1/weight' };
export const limit = { fact: 'plan/check/error-rate/limit' };
export const version = { fact: 'rollout/canary-version' };
export const beside = { comparison: 'stage-1/error-rate/canary-to-stable' };
export const passing = { comparison: 'verdict/passing' };

export function segments(paragraph: readonly Piece[]): Segment[] {
  return paragraph.map((piece): Segment => {
    if (typeof piece === 'string') return { kind: 'text', text: piece };
    return 'fact' in piece
      ? { kind: 'fact', id: FactId.parse(piece.fact) }
      : { kind: 'comparison', id: FactId.parse(piece.comparison) };
  });
}

/** A draft with one paragraph in the one section of a scope, otherwise as it was asked for. */
export function draftOf(paragraph: readonly Piece[], scope: DraftScope): Draft {
  const section = scope.sections[0]?.id ?? '';
  return {
    verdict: scope.book.outcome,
    sections: [{ section, paragraphs: [segments(paragraph)] }],
    hypotheses: [],
    choices: [],
  };
}
