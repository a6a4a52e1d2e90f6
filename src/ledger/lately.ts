import type { Instant, Millis } from '../core/time.ts';

/** What was found out lately. @param notBefore an answer from then or earlier does not count */
export type Lately<S, V> = (subject: S, now: Instant, notBefore?: Instant) => Promise<V>;

/** Thousands of rollouts that ask the same within a moment share one answer. */
const remembered: Millis = 2000;

/** @param ask a failure is told to all who wait for it, and the next asks again */
export function createLately<S, V>(
  keyOf: (subject: S) => string,
  ask: (subject: S, now: Instant) => Promise<V>,
): Lately<S, V> {
  const answers = new Map<string, { readonly at: Instant; readonly answer: Promise<V> }>();
  return (subject, now, notBefore = 0) => {
    const key = keyOf(subject);
    const known = answers.get(key);
    if (known !== undefined && known.at <= now && now - known.at < remembered && known.at > notBefore) {
      return known.answer;
    }
    const asked = { at: now, answer: ask(subject, now) };
    answers.set(key, asked);
    asked.answer.catch(() => {
      if (answers.get(key) === asked) answers.delete(key);
    });
    return asked.answer;
  };
}
