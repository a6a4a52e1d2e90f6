import { createHash } from 'node:crypto';
import { canonicalJson } from '../../core/canonical-json.ts';
import type { Card } from '../../core/card/card.ts';
import { Failure } from '../../core/failure.ts';
import type { Instant, Millis } from '../../core/time.ts';

/** At most one edit of a card in this time, whatever happens (Slack's chat.update is good for about one a second). */
const leastPause: Millis = 2000;
/** Figures alone are no reason to edit more often than this. */
const figuresEvery: Millis = 30_000;

/** What a card on a remote place shows: what means something, and all of it. Kept with the message as one text. */
export interface Shown {
  readonly meaning: string;
  readonly whole: string;
}

export type Edit =
  /** Nothing on it has changed. */
  | { readonly kind: 'same' }
  | { readonly kind: 'now' }
  /** So long must pass first. */
  | { readonly kind: 'wait'; readonly for: Millis };

/** @param shownAt when the message was last sent or edited */
export function decideEdit(before: Shown | null, after: Shown, shownAt: Instant, now: Instant): Edit {
  if (before?.whole === after.whole) return { kind: 'same' };
  const pause = before?.meaning === after.meaning ? figuresEvery : leastPause;
  const left = shownAt + pause - now;
  return left > 0 ? { kind: 'wait', for: left } : { kind: 'now' };
}

/** What `wait` becomes: the deliver job comes back then. */
export function waitToEdit(millis: Millis): Failure {
  const sentence = 'The card was edited a moment ago; its newest state is shown a little later.';
  return new Failure('place-paced', sentence, { retryable: true, retryAfter: millis });
}

/** Digests of a card. Measured figures, their sentences and the number of events mean nothing new by themselves. */
export function shownOf(card: Card): Shown {
  const { seq, checks, traffic, ...rest } = card;
  const named = checks.map(({ label, rule, tone }) => ({ label, rule, tone }));
  const meaning = { ...rest, checks: named, wanted: traffic.wanted };
  return { meaning: digest(meaning), whole: digest({ ...rest, checks, traffic }) };
}

export function shownText({ meaning, whole }: Shown): string {
  return `${meaning} ${whole}`;
}

export function readShown(text: string): Shown | null {
  const [meaning, whole] = text.split(' ');
  return meaning === undefined || whole === undefined ? null : { meaning, whole };
}

function digest(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 32);
}
