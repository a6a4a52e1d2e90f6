import { type ApiError, apiError } from './api-error.ts';
import type { Channel, DiscordState, Guild } from './state.ts';

export const permission = {
  administrator: 1n << 3n,
  viewChannel: 1n << 10n,
  sendMessages: 1n << 11n,
  embedLinks: 1n << 14n,
  attachFiles: 1n << 15n,
  readHistory: 1n << 16n,
  createThreads: 1n << 35n,
  sendInThreads: 1n << 38n,
} as const;

export const everything =
  Object.values(permission).reduce((sum, one) => sum | one, 0n) & ~permission.administrator;

/** What the bot may in a channel, by Discord's algorithm: roles, then overwrites of everyone, roles, member. */
export function permissionsIn(state: DiscordState, guild: Guild, channel: Channel): bigint {
  const own = guild.members.get(state.bot.id) ?? [];
  const roles = guild.roles.filter(({ id }) => id === guild.id || own.includes(id));
  const base = roles.reduce((sum, role) => sum | BigInt(role.permissions), 0n);
  if ((base & permission.administrator) !== 0n) return ~0n;
  const parent = channel.parent_id === undefined ? undefined : state.channels.get(channel.parent_id);
  const overwrites = (channel.type === 11 ? parent : channel)?.permission_overwrites ?? [];
  const apply = (sum: bigint, ids: readonly string[]) => {
    const chosen = overwrites.filter(({ id }) => ids.includes(id));
    const deny = chosen.reduce((all, one) => all | BigInt(one.deny), 0n);
    const allow = chosen.reduce((all, one) => all | BigInt(one.allow), 0n);
    return (sum & ~deny) | allow;
  };
  return apply(apply(apply(base, [guild.id]), own), [state.bot.id]);
}

/** @returns why the bot may not, or null */
export function refusePermission(
  state: DiscordState,
  channel: Channel,
  ...needed: bigint[]
): ApiError | null {
  if (channel.guild_id === undefined) return null;
  const guild = state.guilds.get(channel.guild_id);
  if (guild === undefined || !guild.members.has(state.bot.id)) return apiError(403, 50001, 'Missing Access');
  const has = permissionsIn(state, guild, channel);
  if ((has & permission.viewChannel) === 0n) return apiError(403, 50001, 'Missing Access');
  if (needed.some((one) => (has & one) === 0n)) return apiError(403, 50013, 'Missing Permissions');
  return null;
}
