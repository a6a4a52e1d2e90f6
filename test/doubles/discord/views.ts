import type { Channel, DiscordState, Guild, Message, RegisteredCommand, User } from './state.ts';

/** What the API shows of things. */
export function userView({ id, username, global_name, bot, discriminator, avatar }: User) {
  return { id, username, global_name, bot, discriminator, avatar, public_flags: 0 };
}

export function messageView(state: DiscordState, message: Message, base: string) {
  const channel = state.channels.get(message.channel_id);
  return {
    id: message.id,
    channel_id: message.channel_id,
    type: 0,
    author: userView(message.author),
    application_id: state.application.id,
    content: message.content,
    embeds: message.embeds,
    components: message.components,
    flags: message.flags,
    attachments: message.attachments.map(({ id, filename, size, description }) => ({
      id,
      filename,
      size,
      ...(description === null ? {} : { description }),
      url: `${base}/attachments/${message.channel_id}/${id}/${filename}`,
      proxy_url: `${base}/attachments/${message.channel_id}/${id}/${filename}`,
    })),
    ...(message.nonce === null ? {} : { nonce: message.nonce }),
    timestamp: new Date(message.at).toISOString(),
    edited_timestamp: message.editedAt === null ? null : new Date(message.editedAt).toISOString(),
    mentions: [],
    mention_roles: [],
    mention_everyone: false,
    pinned: false,
    tts: false,
    ...(channel?.guild_id === undefined ? {} : { guild_id: channel.guild_id }),
    ...threadOf(state, message.id),
  };
}

/** A thread that began at a message has its id. */
function threadOf(state: DiscordState, message: string) {
  const thread = state.channels.get(message);
  return thread?.type === 11 ? { thread: channelView(thread) } : {};
}

export function channelView(channel: Channel) {
  const { recipients, ...rest } = channel;
  return {
    ...rest,
    position: 0,
    ...(recipients === undefined ? {} : { recipients: recipients.map(userView) }),
    ...(channel.type === 11
      ? { thread_metadata: { archived: false, auto_archive_duration: 1440, locked: false } }
      : {}),
  };
}

export function guildView(guild: Guild) {
  const { id, name, ownerId, roles } = guild;
  return { id, name, owner_id: ownerId, roles: roles.map(roleView), emojis: [], stickers: [], features: [] };
}

export function roleView({ id, name, permissions }: Guild['roles'][number]) {
  return { id, name, permissions, position: 0, color: 0, hoist: false, managed: false, mentionable: false };
}

export function memberView(user: User, roles: readonly string[]) {
  return {
    user: userView(user),
    roles,
    nick: null,
    joined_at: '2024-01-01T00:00:00.000Z',
    deaf: false,
    mute: false,
    flags: 0,
  };
}

export function commandView(state: DiscordState, guild: string, command: RegisteredCommand) {
  return {
    ...command,
    type: command.type ?? 1,
    application_id: state.application.id,
    ...(guild === '' ? {} : { guild_id: guild }),
    default_member_permissions: command.default_member_permissions ?? null,
    nsfw: command.nsfw ?? false,
  };
}
