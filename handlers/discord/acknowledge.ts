import { type APIInteractionResponse, DiscordAPIError, type REST, Routes } from 'discord.js';
import type { Failure } from '../../src/core/failure.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Interacted } from './arrived.ts';

/** Discord waits three seconds; what is later is of no use. */
const patience = 3000;

/** Discord's codes for an interaction whose three seconds are over, and for one that was acknowledged already. */
const tooLate = 10_062;
const known = 40_060;

export interface AcknowledgeParts {
  readonly rest: REST;
  /** What the SDK threw, in Belay's words. */
  readonly asFailure: (error: unknown) => Failure;
  readonly log: Log;
}

/**
 * Gives the first response over REST, once.
 * @returns whether it may go on. Not when another connection has answered, which also works it; and not when Discord
 *   has told the person that nothing happened: they press again, and would promote twice. When Discord cannot be
 *   reached it goes on, because a rollback must not wait for an answer.
 */
export async function acknowledge(
  { rest, asFailure, log }: AcknowledgeParts,
  { id, token }: Interacted,
  response: APIInteractionResponse,
): Promise<boolean> {
  try {
    await rest.post(Routes.interactionCallback(id, token), {
      body: response,
      auth: false,
      signal: AbortSignal.timeout(patience),
    });
    return true;
  } catch (error) {
    const code = error instanceof DiscordAPIError ? error.code : null;
    if (code === known) return false;
    // Not the SDK's own error, which holds the interaction's token.
    log.warn({ err: asFailure(error), interaction: id }, 'Discord did not take the acknowledgement');
    return code !== tooLate;
  }
}
