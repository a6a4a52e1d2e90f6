import type { PersonId, PlaceName } from '../ids.ts';
import type { Instant, Millis } from '../time.ts';
import type { Actor } from './events.ts';

/** What a vote was given for; null binds it to nothing. A vote for something else is refused, never counted. */
export interface Binding {
  /** The request it was shown with. */
  readonly gate: number | null;
  /** The commit that the voter had before them, or its beginning. */
  readonly commit: string | null;
  /** When it was said, where that is known: a request that was made later is not what it answers. */
  readonly saidAt?: Instant;
}

/** Statements of a gate that a person says are true, by their numbers from 1. */
export type Confirmed = 'all' | readonly number[];

/** What a person asks of a rollout. */
export type Wish =
  | {
      readonly kind: 'promote';
      readonly all: boolean;
      /** The stage, counted from 1, that is to be left: a second click must not leave the next one too. Null: any. */
      readonly from: number | null;
    }
  | { readonly kind: 'pause'; readonly reason: string }
  | { readonly kind: 'resume' }
  | {
      readonly kind: 'rollback';
      readonly reason: string;
      readonly gradual: boolean;
      /** Whether the slot's stable version is the one this rollout brought. */
      readonly isStable: boolean;
      /** It does not wait for the approval that the plan asks for. */
      readonly emergency?: boolean;
    }
  | {
      readonly kind: 'approve';
      readonly bound: Binding;
      readonly confirm?: Confirmed;
      /** For the rollback of a completed rollout: whether the slot's stable version is still the one it brought. */
      readonly isStable?: boolean;
      /** They may approve only with a role that is lent to them. */
      readonly borrowed?: true;
      /** A program speaks for them, so nobody has looked who could agree to what they asked for themselves. */
      readonly byToken?: true;
    }
  | { readonly kind: 'reject'; readonly bound: Binding; readonly reason: string }
  /** In a round of sign-offs: look longer before anybody goes on. */
  | {
      readonly kind: 'extend';
      readonly bound: Binding;
      readonly reason: string;
      readonly borrowed?: true;
      readonly byToken?: true;
    }
  | { readonly kind: 'note'; readonly text: string }
  | {
      readonly kind: 'tick';
      /** Number, id or words of a box. */
      readonly item: string;
      readonly done: boolean;
      /** Whether this person may approve here, and so may tick what Belay cannot see. */
      readonly mayApprove: boolean;
    }
  /** Words that somebody has read and wants customers to have. */
  | {
      readonly kind: 'notice';
      readonly template: string;
      readonly subject: string;
      readonly body: string;
      readonly through: readonly PlaceName[];
      /** How much of the lead time is lost. */
      readonly late: Millis;
      readonly start: Instant | null;
      /** Null for what was not planned. */
      readonly end: Instant | null;
      readonly draftedAt: Instant;
      readonly updateEvery: Millis | null;
      /** It says that it is over. */
      readonly resolved: boolean;
    }
  /** `check`: its rule, id, metric or words. */
  | { readonly kind: 'mute'; readonly check: string; readonly lasts: Millis; readonly reason: string }
  | { readonly kind: 'unmute'; readonly check: string | null }
  | {
      readonly kind: 'hand-over';
      readonly to: PersonId;
      readonly name: string;
      readonly reason: string | null;
    }
  | {
      readonly kind: 'mark';
      readonly as: 'needless' | 'escaped' | 'sound';
      readonly reason: string | null;
    }
  | { readonly kind: 'task'; readonly item: string; readonly done: boolean };

export type Person = Extract<Actor, { kind: 'person' }>;

/** How a rollout that is (nearly) over is spoken of. */
export const overWords = {
  'rolling-back': 'being rolled back',
  'rolled-back': 'rolled back',
  completed: 'completed',
  cancelled: 'cancelled',
} as const;
