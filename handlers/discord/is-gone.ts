import { DiscordAPIError } from 'discord.js';

/** Discord's codes for an answer that comes too late: its token is over, or what it answers is gone. */
const gone: readonly (string | number)[] = [10_008, 10_015, 10_062, 50_027];

export function isGone(error: unknown): boolean {
  return error instanceof DiscordAPIError && gone.includes(error.code);
}
