import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js';
import { Failure } from '../../src/core/failure.ts';

/** Discord's codes for an answer that comes too late: its token is over, or what it answers is gone. */
const gone: readonly (string | number)[] = [10_008, 10_015, 10_062, 50_027];

export function isGone(error: unknown): boolean {
  return error instanceof DiscordAPIError && gone.includes(error.code);
}

/** What the SDK threw, as a sentence for the log and with whether it is worth another try. */
export function translate(error: unknown): Failure {
  if (error instanceof RateLimitError) {
    return new Failure('place-busy', 'Discord takes no more for now; the answer follows.', {
      retryable: true,
      retryAfter: error.retryAfter,
      cause: error,
    });
  }
  if (error instanceof DiscordAPIError) {
    const sentence = `Discord refused an answer (${error.code}: ${error.message}). The command itself was carried out; \`belay doctor\` says what the bot lacks.`;
    return new Failure('place-refused', sentence, { retryable: false, cause: error });
  }
  const status = error instanceof HTTPError ? ` (${error.status})` : '';
  return new Failure('place-unreachable', `Discord cannot be reached${status}; the answer follows.`, {
    retryable: true,
    cause: error,
  });
}
