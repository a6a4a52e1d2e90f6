import { type APIInteractionResponse, DiscordAPIError, type REST, Routes } from 'discord.js';
import type { Log } from '../../src/ports/log.ts';
import type { Interacted } from './arrived.ts';

/** Discord waits three seconds; what is later is of no use. */
const patience = 3000;

/** Discord's code for an interaction whose three seconds are over. */
const tooLate = 10_062;

/**
 * Gives the first response over REST.
 * @returns whether it may go on: not when Discord has told the person that nothing happened, who then presses again,
 *   and would promote twice. When Discord cannot be reached it goes on, because a rollback must not wait for an answer.
 */
export async function acknowledge(
  rest: REST,
  { id, token }: Interacted,
  response: APIInteractionResponse,
  log: Log,
): Promise<boolean> {
  try {
    await rest.post(Routes.interactionCallback(id, token), {
      body: response,
      auth: false,
      signal: AbortSignal.timeout(patience),
    });
    return true;
  } catch (error) {
    log.warn({ err: error, interaction: id }, 'Discord did not take the acknowledgement');
    return !(error instanceof DiscordAPIError && error.code === tooLate);
  }
}
