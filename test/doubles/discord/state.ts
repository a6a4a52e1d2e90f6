import type { CommandBody } from './rules/command.ts';
import type { Component } from './rules/components.ts';
import type { Modal } from './rules/modal.ts';

export interface User {
  readonly id: string;
  readonly username: string;
  readonly global_name: string | null;
  readonly bot: boolean;
  readonly discriminator: string;
  readonly avatar: null;
}

export interface Overwrite {
  readonly id: string;
  /** 0 a role, 1 a member. */
  readonly type: 0 | 1;
  readonly allow: string;
  readonly deny: string;
}

export interface Channel {
  readonly id: string;
  /** 0 text, 1 direct messages, 11 public thread. */
  readonly type: 0 | 1 | 11;
  readonly name: string;
  readonly guild_id?: string;
  readonly parent_id?: string;
  readonly recipients?: readonly User[];
  permission_overwrites: Overwrite[];
}

export interface StoredFile {
  readonly id: string;
  readonly filename: string;
  readonly size: number;
  readonly bytes: Uint8Array;
  readonly description: string | null;
}

export interface Message {
  readonly id: string;
  readonly channel_id: string;
  readonly author: User;
  content: string;
  embeds: readonly unknown[];
  components: readonly Component[];
  flags: number;
  attachments: readonly StoredFile[];
  readonly nonce: string | number | null;
  readonly enforced: boolean;
  readonly allowedMentions: unknown;
  readonly at: number;
  editedAt: number | null;
  edits: number;
  /** Shown to one person alone, and reached through its interaction alone. */
  readonly ephemeral: boolean;
  /** Made by an interaction of this id. */
  readonly interaction: string | null;
}

export interface Role {
  readonly id: string;
  readonly name: string;
  permissions: string;
}

export interface Guild {
  readonly id: string;
  readonly name: string;
  readonly ownerId: string;
  roles: Role[];
  /** User id → role ids. */
  readonly members: Map<string, readonly string[]>;
  /** Where the application is installed with commands; without it registering is refused. */
  commandsAllowed: boolean;
}

export interface Interaction {
  readonly id: string;
  readonly token: string;
  /** 1 ping, 2 command, 3 component, 4 autocomplete, 5 modal. */
  readonly type: 1 | 2 | 3 | 4 | 5;
  readonly at: number;
  readonly user: User;
  readonly channel: string | null;
  /** The message that the pressed component hangs on. */
  readonly source: string | null;
  /** As it was sent to the application. */
  readonly payload: Readonly<Record<string, unknown>>;
  first: { readonly type: number; readonly data: unknown; readonly at: number } | null;
  /** The message that @original means. */
  original: string | null;
  modal: Modal | null;
}

export interface RegisteredCommand extends CommandBody {
  readonly id: string;
  readonly version: string;
}

/** Everything Discord remembers. Tests read it. */
export interface DiscordState {
  readonly application: { readonly id: string; readonly publicKey: string };
  readonly bot: User;
  readonly users: Map<string, User>;
  readonly guilds: Map<string, Guild>;
  readonly channels: Map<string, Channel>;
  readonly messages: Map<string, Message>;
  readonly interactions: Map<string, Interaction>;
  /** Guild id, or '' for global ones. */
  readonly commands: Map<string, readonly RegisteredCommand[]>;
  commandCreations: number;
  newId(): string;
  readonly clock: () => number;
}

/** Messages of a channel that everybody there sees, oldest first. */
export function messagesIn(state: DiscordState, channel: string): readonly Message[] {
  return [...state.messages.values()].filter((one) => one.channel_id === channel && !one.ephemeral);
}
