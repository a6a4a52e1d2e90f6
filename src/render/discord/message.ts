import type { RESTPostAPIChannelMessageJSONBody } from 'discord.js';

/** A file that goes with a message. */
export interface MessageFile {
  readonly name: string;
  readonly contentType: string;
  readonly data: string | Uint8Array;
}

export type MessageBody = Pick<
  RESTPostAPIChannelMessageJSONBody,
  'content' | 'components' | 'attachments' | 'flags'
> & {
  /** Nobody is ever pinged, whatever the text says. */
  readonly allowed_mentions: { readonly parse: [] };
};

/** What is posted, or answered to an interaction, and its files, which travel beside it. */
export interface DiscordMessage {
  readonly body: MessageBody;
  readonly files: readonly MessageFile[];
}

/** Discord's message flags: what is asked of a message besides its text. */
export const messageFlags = {
  suppressEmbeds: 4,
  ephemeral: 64,
  componentsV2: 32_768,
} as const;

type Components = NonNullable<MessageBody['components']>;

/** A message of components v2. Discord then takes neither content nor embeds, and never lets the flag go. */
export function componentsMessage(
  components: Components,
  files: readonly MessageFile[] = [],
): DiscordMessage {
  return {
    body: {
      components,
      flags: messageFlags.componentsV2,
      allowed_mentions: { parse: [] },
      ...attached(files),
    },
    files,
  };
}

/** A message of plain text. */
export function textMessage(content: string, files: readonly MessageFile[] = []): DiscordMessage {
  return {
    body: {
      content,
      flags: messageFlags.suppressEmbeds,
      allowed_mentions: { parse: [] },
      ...attached(files),
    },
    files,
  };
}

function attached(files: readonly MessageFile[]): Pick<MessageBody, 'attachments'> {
  if (files.length === 0) return {};
  return { attachments: files.map(({ name }, id) => ({ id, filename: name })) };
}

/** The whole of what a message shows shortened. */
export function textFile(name: string, text: string): MessageFile {
  return { name, contentType: 'text/plain; charset=utf-8', data: text };
}

/** In what colour a thing stands out, by its tone, and the mark before it. */
export const tones = {
  quiet: { color: 0x80_84_8e, mark: '⚪' },
  moving: { color: 0x2f_6f_de, mark: '🔵' },
  good: { color: 0x1f_9d_55, mark: '🟢' },
  warning: { color: 0xd9_8e_04, mark: '🟡' },
  bad: { color: 0xd1_34_38, mark: '🔴' },
} as const;
