import { Failure } from '../../core/failure.ts';

/**
 * It could not be found out who is in a group.
 * @param sentence what happened and what to do, such as `Slack has no user group S0456. Correct it in belay.yml.`
 */
export function unknownMembership(sentence: string, cause?: unknown): Failure {
  return new Failure('membership-unknown', sentence, { retryable: true, cause });
}

/** What a place's own failure means for a question: nothing was to be said, so nothing is said later. */
export function busyOrAway(platform: string, error: unknown, doctor: string): Failure {
  const code = error instanceof Failure ? error.code : null;
  switch (code) {
    case 'place-busy':
      return unknownMembership(
        `${platform} takes no more questions for a moment. Try again in a minute.`,
        error,
      );
    case 'place-refused':
      return unknownMembership(`${platform} does not say. ${doctor}`, error);
    default:
      return unknownMembership(`${platform} could not be asked. Try again in a moment.`, error);
  }
}
