import type { Card } from '../../card/card.ts';
import type { PersonName } from '../../card/names.ts';
import type { Intent, Slots } from '../../questions/question.ts';
import type { Recorded } from '../../rollout/events.ts';
import type { Rollout } from '../../rollout/state.ts';
import type { Instant } from '../../time.ts';
import type { Outcome } from '../outcome.ts';
import type { Block } from '../tree.ts';

/** What an answer is made from. */
export interface AnswerSubject {
  readonly intent: Intent;
  readonly slots: Slots;
  readonly rollout: Rollout;
  /** All of them, oldest first. */
  readonly events: readonly Recorded[];
  readonly card: Card;
  readonly outcome: Outcome;
  readonly now: Instant;
  readonly personName: PersonName;
  /** Whether whoever asks may use a verb there: nobody is told to type what would be refused. */
  readonly may: (verb: string) => boolean;
  /** The title of the pull request, as a quotation; null when there is none. */
  readonly title: Block | null;
}
