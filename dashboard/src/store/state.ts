import type { Card } from '../../../src/core/card/card.ts';
import type { Reply } from '../../../src/core/reply.ts';
import type { Instant } from '../../../src/core/time.ts';
import type { Me, RolloutView } from '../wire.ts';

export type Session =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'unreachable'; readonly sentence: string }
  | { readonly kind: 'signed-out'; readonly sentence: string | null }
  | { readonly kind: 'signed-in'; readonly me: Me };

/** The event stream. While it is lost, everything shown is as old as `at`, the last word from the server. */
export type Link =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  | { readonly kind: 'lost'; readonly at: Instant };

/** One typed command and what became of it. */
export interface Exchange {
  readonly key: string;
  readonly at: Instant;
  readonly text: string;
  readonly answer: ExchangeAnswer;
}

export type ExchangeAnswer =
  | { readonly kind: 'pending' }
  | { readonly kind: 'failed'; readonly sentence: string }
  | Reply;

export interface ConsoleState {
  readonly session: Session;
  readonly link: Link;
  /** Newest first; null until the first answer. */
  readonly rollouts: readonly Card[] | null;
  /** The rollout that is looked at in full. */
  readonly view: RolloutView | null;
  /** Why the rollout that should be shown cannot be. */
  readonly viewTrouble: { readonly rollout: string; readonly sentence: string } | null;
  readonly transcript: readonly Exchange[];
}

export type Happening =
  | { readonly kind: 'session'; readonly session: Session }
  | { readonly kind: 'link'; readonly link: Link }
  | { readonly kind: 'rollouts'; readonly rollouts: readonly Card[] }
  | { readonly kind: 'view'; readonly view: RolloutView }
  | { readonly kind: 'view-failed'; readonly rollout: string; readonly sentence: string }
  | { readonly kind: 'sent'; readonly exchange: Exchange }
  | { readonly kind: 'answered'; readonly key: string; readonly answer: ExchangeAnswer };

export const initialState: ConsoleState = {
  session: { kind: 'unknown' },
  link: { kind: 'connecting' },
  rollouts: null,
  view: null,
  viewTrouble: null,
  transcript: [],
};

const transcriptLength = 100;

export function reduce(state: ConsoleState, happening: Happening): ConsoleState {
  switch (happening.kind) {
    case 'session':
      return happening.session.kind === 'signed-out'
        ? { ...initialState, session: happening.session, transcript: state.transcript }
        : { ...state, session: happening.session };
    case 'link':
      return { ...state, link: happening.link };
    case 'rollouts':
      return { ...state, rollouts: happening.rollouts };
    case 'view':
      return isOlder(happening.view, state.view)
        ? state
        : { ...state, view: happening.view, viewTrouble: null };
    case 'view-failed':
      return { ...state, viewTrouble: { rollout: happening.rollout, sentence: happening.sentence } };
    case 'sent':
      return { ...state, transcript: remember(state.transcript, happening.exchange) };
    case 'answered':
      return {
        ...state,
        transcript: state.transcript.map((exchange) =>
          exchange.key === happening.key ? { ...exchange, answer: happening.answer } : exchange,
        ),
      };
  }
}

/** Answers may overtake each other: a card never goes back to an earlier event. */
function isOlder(arriving: RolloutView, shown: RolloutView | null): boolean {
  return shown?.card.rollout === arriving.card.rollout && arriving.card.seq < shown.card.seq;
}

/** A command sent again under its old key takes the place of its first attempt. */
function remember(transcript: readonly Exchange[], exchange: Exchange): readonly Exchange[] {
  const others = transcript.filter((earlier) => earlier.key !== exchange.key);
  return [...others, exchange].slice(-transcriptLength);
}
