import type { ApiError } from './api-error.ts';
import { apiError } from './api-error.ts';
import type { Upload } from './read-body.ts';
import { type Checked, checkMessage, flags } from './rules/message.ts';
import type { DiscordState, Message, StoredFile } from './state.ts';

export interface NewMessage {
  readonly channel: string;
  readonly raw: unknown;
  readonly files: readonly Upload[];
  readonly interaction: string | null;
}

/** Checks and keeps a new message; one with an enforced nonce that is known is found again instead. */
export function storeMessage(state: DiscordState, wish: NewMessage): Message | ApiError {
  const checked = checkMessage(wish.raw, wish.files.length, null);
  if (checked.kind === 'error') return checked;
  const { body } = checked;
  const nonce = body.nonce ?? null;
  if (nonce !== null && body.enforce_nonce === true) {
    const same = [...state.messages.values()].findLast(
      (one) => one.channel_id === wish.channel && one.nonce === nonce && state.clock() - one.at < 300_000,
    );
    if (same !== undefined) return same;
  }
  const attachments = filesOf(state, checked, wish.files);
  const message: Message = {
    id: state.newId(),
    channel_id: wish.channel,
    author: state.bot,
    content: body.content ?? '',
    embeds: body.embeds ?? [],
    components: checked.components ?? [],
    flags: body.flags ?? 0,
    attachments,
    nonce,
    enforced: body.enforce_nonce === true,
    allowedMentions: body.allowed_mentions ?? null,
    at: state.clock(),
    editedAt: null,
    edits: 0,
    ephemeral: ((body.flags ?? 0) & flags.ephemeral) !== 0,
    interaction: wish.interaction,
  };
  state.messages.set(message.id, message);
  return message;
}

/** An empty one that says "thinking…" until it is edited. */
export function storeThinking(
  state: DiscordState,
  channel: string,
  ephemeral: boolean,
  interaction: string,
): Message {
  const message: Message = {
    id: state.newId(),
    channel_id: channel,
    author: state.bot,
    content: '',
    embeds: [],
    components: [],
    flags: flags.loading | (ephemeral ? flags.ephemeral : 0),
    attachments: [],
    nonce: null,
    enforced: false,
    allowedMentions: null,
    at: state.clock(),
    editedAt: null,
    edits: 0,
    ephemeral,
    interaction,
  };
  state.messages.set(message.id, message);
  return message;
}

export function editMessage(
  state: DiscordState,
  message: Message,
  raw: unknown,
  files: readonly Upload[],
): Message | ApiError {
  if (message.author.id !== state.bot.id) {
    return apiError(403, 50005, 'Cannot edit a message authored by another user');
  }
  const { content, embeds, components } = message;
  const before = {
    flags: message.flags,
    content,
    embeds,
    components,
    attachments: message.attachments.length,
  };
  const checked = checkMessage(raw, files.length, before);
  if (checked.kind === 'error') return checked;
  const { body } = checked;
  if (body.content !== undefined) message.content = body.content ?? '';
  if (body.embeds !== undefined) message.embeds = body.embeds ?? [];
  if (checked.components !== null) message.components = checked.components;
  else if (body.components === null) message.components = [];
  message.attachments = [...kept(checked, message), ...filesOf(state, checked, files)];
  message.flags = (message.flags & ~flags.loading) | (checked.v2 ? flags.componentsV2 : 0);
  message.editedAt = state.clock();
  message.edits += 1;
  return message;
}

/** An edit that names its attachments keeps those alone. */
function kept({ body }: Checked, message: Message): readonly StoredFile[] {
  if (body.attachments == null) return message.attachments;
  const ids = new Set(body.attachments.map(({ id }) => id));
  return message.attachments.filter(({ id }) => ids.has(id));
}

function filesOf(state: DiscordState, { body }: Checked, files: readonly Upload[]): readonly StoredFile[] {
  return files.map(({ index, filename, bytes }) => {
    const said = body.attachments?.find(({ id }) => id === index);
    const name = said?.filename ?? filename;
    return {
      id: state.newId(),
      filename: name,
      size: bytes.length,
      bytes,
      description: said?.description ?? null,
    };
  });
}
