import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js';
import { Failure } from '../../../core/failure.ts';
import { plainLine } from '../../../core/prose.ts';

/** Codes of Discord's answers, by what they mean. */
export const codes = {
  unknownChannel: 10_003,
  unknownGuild: 10_004,
  unknownMessage: 10_008,
  unknownUser: 10_013,
  missingAccess: 50_001,
  cannotMessageUser: 50_007,
  missingPermissions: 50_013,
  invalidRecipient: 50_033,
  archived: 50_083,
  noSharedServer: 50_278,
  threadExists: 160_004,
  threadLocked: 160_005,
} as const;

/** What Discord's client threw, as a sentence for people. Neither the token nor what was sent goes along. */
export function discordFailure(error: unknown, place: string): Failure {
  const cause = described(error);
  if (error instanceof RateLimitError) {
    const sentence = 'Discord takes no more messages for a moment; what is left is said a little later.';
    const retryAfter = Math.max(1, Math.ceil(error.timeToReset));
    return new Failure('place-busy', sentence, { retryable: true, retryAfter, cause });
  }
  if (error instanceof DiscordAPIError && error.status < 500) {
    return new Failure('place-refused', refusal(error, place), { retryable: false, cause });
  }
  const what = error instanceof HTTPError ? `answers with status ${error.status}` : 'does not answer';
  const sentence = `Discord ${what}; what is to be said on ${place} is said later, and rollouts go on meanwhile.`;
  return new Failure('place-unreachable', sentence, { retryable: true, cause });
}

const meanwhile = 'Rollouts go on without it.';

function refusal(error: DiscordAPIError, place: string): string {
  if (error.status === 401) {
    return `Discord does not take the bot token of ${place}, so nothing is said there. ${meanwhile} Reset the token under Bot in Discord’s developer portal, put the new one where belay.yml reads it, and restart Belay.`;
  }
  switch (error.code) {
    case codes.missingAccess:
      return `Discord does not let the bot see the channel of ${place}. ${meanwhile} Give the bot’s role View Channel there, or invite the bot to the server; \`npx belay doctor\` says what is missing.`;
    case codes.missingPermissions:
      return `Discord does not let the bot do that in the channel of ${place}. ${meanwhile} \`npx belay doctor\` says which permission is missing.`;
    case codes.unknownChannel:
      return `The channel of ${place} is not there any more. ${meanwhile} Set \`channel\` in belay.yml to one that is.`;
    case codes.archived:
    case codes.threadLocked:
      return `The rollout’s thread on ${place} is locked, so nothing more can be said in it. ${meanwhile} Unlock it, or delete it and a new one begins.`;
    default:
      return `Discord did not take a message on ${place}: ${plainLine(error.message).slice(0, 300)} (code ${error.code}). ${meanwhile} \`npx belay doctor\` examines the place.`;
  }
}

/** For the log: the client's errors carry the request's body, which is long and may hold files. */
function described(error: unknown): string {
  if (error instanceof DiscordAPIError)
    return `${error.method} ${error.status} ${error.code}: ${error.message}`;
  if (error instanceof RateLimitError)
    return `${error.method} ${error.route}: limited for ${error.timeToReset} ms`;
  if (!(error instanceof Error)) return 'unknown';
  const { cause } = error;
  return `${error.name}: ${error.message}${cause instanceof Error ? ` (${cause.message})` : ''}`;
}
