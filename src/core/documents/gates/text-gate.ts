import type { Objection } from '../drafts/draft.ts';
import type { Reading } from './reading.ts';

/** Reads a piece of prose that a model wrote. */
export interface TextGate {
  readonly gate: Objection['gate'];
  /** What is wrong, and what to write instead; null when nothing is. */
  readonly objection: (reading: Reading) => string | null;
}
