import { z } from 'zod';

/** Everything that can be asked in free words. Answering only ever reads: nothing here stands for an action. */
export const intents = [
  'status-analysis',
  'proceed',
  'why-rolled-back',
  'compare',
  'who-approves',
  'what-next',
  'when-done',
  'what-changed',
  'what-failed',
  'history',
] as const;
export const Intent = z.enum(intents);
export type Intent = z.infer<typeof Intent>;

/** How each is asked, as people read it in the help and when a question was not understood. */
export const intentExamples: { readonly [I in Intent]: string } = {
  'status-analysis': 'analyze current deployment',
  proceed: 'should we proceed to 50%?',
  'why-rolled-back': 'why was v2.4.0 rolled back?',
  compare: 'how does the canary compare?',
  'who-approves': 'who can approve it?',
  'what-next': 'what happens next?',
  'when-done': 'when is it done?',
  'what-changed': 'what changed in this release?',
  'what-failed': 'which checks failed?',
  history: 'what happened so far?',
};

/** What a question is about; null where it does not say. Names are those of the vocabulary, `version` may be unknown. */
export interface Slots {
  readonly rollout: string | null;
  readonly service: string | null;
  readonly environment: string | null;
  readonly version: string | null;
  /** Percent. */
  readonly weight: number | null;
  /** It says `current`, `this` or `live`: what is under way, and nothing that is over. */
  readonly current: boolean;
}

/** Names that exist. */
export interface Vocabulary {
  readonly services: readonly string[];
  readonly environments: readonly string[];
  readonly versions: readonly string[];
}

export type Reading =
  | { readonly kind: 'understood'; readonly intent: Intent; readonly slots: Slots }
  /** It asks several things alike. */
  | { readonly kind: 'ambiguous'; readonly intents: readonly Intent[]; readonly slots: Slots }
  | { readonly kind: 'unknown'; readonly slots: Slots };
