import { PermissionFlagsBits, PermissionsBitField } from 'discord.js';

interface Role {
  readonly id: string;
  readonly permissions: string;
}

interface Overwrite {
  readonly id: string;
  readonly allow: string;
  readonly deny: string;
}

/** What the bot needs in its channel, by Discord's names, and what for. */
export const needed = [
  { name: 'View Channel', bit: PermissionFlagsBits.ViewChannel, for: 'to see the channel' },
  { name: 'Send Messages', bit: PermissionFlagsBits.SendMessages, for: 'to post cards' },
  {
    name: 'Create Public Threads',
    bit: PermissionFlagsBits.CreatePublicThreads,
    for: 'to begin a thread under a card',
  },
  {
    name: 'Send Messages in Threads',
    bit: PermissionFlagsBits.SendMessagesInThreads,
    for: 'to tell the story of a rollout',
  },
  { name: 'Attach Files', bit: PermissionFlagsBits.AttachFiles, for: 'to send reports and charts' },
  {
    name: 'Read Message History',
    bit: PermissionFlagsBits.ReadMessageHistory,
    for: 'to find again what it posted before an outage, so that nothing is said twice',
  },
] as const;

/** All of them in one number, as an invitation carries them. */
export const neededTogether = needed.reduce((sum, { bit }) => sum | bit, 0n);

/** Discord's own order: roles, then what the channel says of everyone, of the roles, of the member. */
export function permissionsIn(
  guild: string,
  roles: readonly Role[],
  member: { readonly id: string; readonly roles: readonly string[] },
  overwrites: readonly Overwrite[],
): PermissionsBitField {
  const own = roles.filter(({ id }) => id === guild || member.roles.includes(id));
  const base = own.reduce((sum, role) => sum | BigInt(role.permissions), 0n);
  const apply = (sum: bigint, ids: readonly string[]) => {
    const chosen = overwrites.filter(({ id }) => ids.includes(id));
    const denied = chosen.reduce((all, { deny }) => all | BigInt(deny), 0n);
    return chosen.reduce((all, { allow }) => all | BigInt(allow), sum & ~denied);
  };
  if ((base & PermissionFlagsBits.Administrator) !== 0n) return new PermissionsBitField(base);
  return new PermissionsBitField(apply(apply(apply(base, [guild]), member.roles), [member.id]));
}

/** What is missing for the bot to do its work; without View Channel nothing else counts. */
export function missingOf(permissions: PermissionsBitField): readonly (typeof needed)[number][] {
  const missing = needed.filter(({ bit }) => !permissions.has(bit));
  const blind = missing.find(({ name }) => name === 'View Channel');
  return blind === undefined ? missing : [blind];
}
