import type { Block } from './rules/block.ts';
import type { View } from './rules/view.ts';

export interface Metadata {
  readonly event_type: string;
  readonly event_payload: Readonly<Record<string, unknown>>;
}

export interface StoredMessage {
  readonly ts: string;
  readonly channel: string;
  /** The bot's or a person's user id. */
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly thread: string | null;
  readonly metadata: Metadata | null;
  readonly files: readonly string[];
  /** How often it was edited. */
  readonly edits: number;
  /** Whom alone it is shown to; null: everybody. */
  readonly onlyTo: string | null;
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly kind: 'public' | 'private' | 'direct';
  /** The bot was invited. */
  readonly member: boolean;
  /** Of a direct message: with whom. */
  readonly user: string | null;
}

export interface StoredView extends View {
  readonly id: string;
  readonly user: string;
  readonly hash: string;
  readonly open: boolean;
}

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly length: number;
  readonly title: string;
  readonly content: Uint8Array | null;
  readonly channel: string | null;
  readonly thread: string | null;
}

export interface Trigger {
  readonly at: number;
  readonly user: string;
  readonly used: boolean;
}

export interface ResponseUrl {
  readonly at: number;
  readonly uses: number;
  readonly channel: string;
  readonly user: string;
  /** The message whose button was clicked, which `replace_original` edits. */
  readonly message: string | null;
}

export interface Call {
  readonly method: string;
  readonly at: number;
  readonly args: Readonly<Record<string, unknown>>;
}

/** One workspace and what happened in it. Tests read it; only the double writes. */
export interface State {
  readonly team: string;
  readonly bot: { readonly user: string; readonly id: string };
  readonly app: string;
  readonly channels: Map<string, Channel>;
  /** By `channel/ts`. */
  readonly messages: Map<string, StoredMessage>;
  /** Modals and home tabs by id. */
  readonly views: Map<string, StoredView>;
  readonly files: Map<string, StoredFile>;
  /** User ids by the id of a user group. */
  readonly usergroups: Map<string, readonly string[]>;
  readonly triggers: Map<string, Trigger>;
  readonly responseUrls: Map<string, ResponseUrl>;
  /** Every call of the Web API, refused ones too. */
  readonly calls: Call[];
  next(prefix: string): string;
  /** A timestamp that no other message has. */
  nextTs(): string;
}

export function openState(clock: () => number): State {
  let count = 0;
  const next = (prefix: string) => {
    count += 1;
    return `${prefix}${String(count).padStart(8, '0')}`;
  };
  const channels: readonly Channel[] = [
    { id: 'C0DEPLOYS', name: 'deployments', kind: 'public', member: true, user: null },
    { id: 'C0GENERAL', name: 'general', kind: 'public', member: true, user: null },
    { id: 'C0ELSEWHERE', name: 'elsewhere', kind: 'public', member: false, user: null },
  ];
  return {
    team: 'T0SHOP',
    bot: { user: 'U0BELAY', id: 'B0BELAY' },
    app: 'A0BELAY',
    channels: new Map(channels.map((channel) => [channel.id, channel])),
    messages: new Map(),
    views: new Map(),
    files: new Map(),
    usergroups: new Map(),
    triggers: new Map(),
    responseUrls: new Map(),
    calls: [],
    next,
    nextTs() {
      count += 1;
      return `${Math.floor(clock() / 1000)}.${String(count).padStart(6, '0')}`;
    },
  };
}
