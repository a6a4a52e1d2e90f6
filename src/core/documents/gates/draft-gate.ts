import type { Draft, DraftScope, Objection } from '../drafts/draft.ts';
import type { DraftLimits } from './limits.ts';

/** Reads a whole draft. */
export interface DraftGate {
  readonly name: string;
  readonly objections: (draft: Draft, scope: DraftScope, limits: DraftLimits) => readonly Objection[];
}
