import { z } from 'zod';
import { type Answer, type Context, json, type Method, no, type RateLimited, text } from '../method.ts';
import type { Block } from '../rules/block.ts';
import { checkBlocks } from '../rules/blocks.ts';
import type { Metadata, State, StoredMessage } from '../state.ts';
import { openDirect } from './direct.ts';
import { shownMessage } from './shown.ts';

type Args = Readonly<Record<string, unknown>>;

const MetadataShape = z.object({
  event_type: z.string().min(1),
  event_payload: z.record(z.string(), z.unknown()),
});

/** Longer texts are cut off by `chat.postMessage` and refused by `chat.update`. */
const longestText = 40_000;

interface Content {
  readonly text: string;
  readonly blocks: readonly Block[];
}

export function readContent(args: Args): Content | Answer {
  const given = json(args, 'blocks');
  const said = text(args, 'text');
  if (given === undefined || given === '') return said === '' ? no('no_text') : { text: said, blocks: [] };
  const checked = checkBlocks(given, 50);
  if (checked.kind === 'refused') return no(checked.error, checked.messages);
  if (checked.blocks.length === 0 && said === '') return no('no_text');
  return { text: said, blocks: checked.blocks };
}

function readMetadata(args: Args): Metadata | null | Answer {
  const given = json(args, 'metadata');
  if (given === undefined) return null;
  const parsed = MetadataShape.safeParse(given);
  return parsed.success ? parsed.data : no('metadata_must_be_valid_json');
}

/** @returns why nothing can be posted there, or the channel's id; a person's id is the direct message with them */
function reachable(state: State, args: Args): string | Answer {
  const asked = text(args, 'channel');
  if (/^[UW][A-Z0-9]+$/.test(asked)) return openDirect(state, asked);
  const channel = state.channels.get(asked);
  if (channel === undefined) return no('channel_not_found');
  return channel.member ? channel.id : no('not_in_channel');
}

export function store(state: State, message: StoredMessage): StoredMessage {
  state.messages.set(`${message.channel}/${message.ts}`, message);
  return message;
}

function post(args: Args, context: Context): Answer | RateLimited {
  const { state } = context;
  const channel = reachable(state, args);
  if (typeof channel !== 'string') return channel;
  const content = readContent(args);
  if ('ok' in content) return content;
  const metadata = readMetadata(args);
  if (metadata !== null && 'ok' in metadata) return metadata;
  const wait = context.rates?.post(channel) ?? null;
  if (wait !== null) return { retryAfter: wait };
  const thread = text(args, 'thread_ts');
  if (thread !== '' && !state.messages.has(`${channel}/${thread}`)) return no('thread_not_found');
  const message = store(state, {
    ...content,
    text: content.text.slice(0, longestText),
    ts: state.nextTs(),
    channel,
    user: state.bot.user,
    thread: thread === '' ? null : thread,
    metadata,
    files: [],
    edits: 0,
    onlyTo: null,
  });
  return { ok: true, channel, ts: message.ts, message: shownMessage(state, message, true) };
}

function whisper(args: Args, context: Context): Answer {
  const { state } = context;
  const channel = reachable(state, args);
  if (typeof channel !== 'string') return channel;
  const user = text(args, 'user');
  if (user === '') return no('user_not_in_channel');
  const content = readContent(args);
  if ('ok' in content) return content;
  const thread = text(args, 'thread_ts');
  const message = store(state, {
    ...content,
    ts: state.nextTs(),
    channel,
    user: state.bot.user,
    thread: thread === '' ? null : thread,
    metadata: null,
    files: [],
    edits: 0,
    onlyTo: user,
  });
  return { ok: true, message_ts: message.ts };
}

function update(args: Args, context: Context): Answer | RateLimited {
  const { state } = context;
  const channel = reachable(state, args);
  if (typeof channel !== 'string') return channel;
  const known = state.messages.get(`${channel}/${text(args, 'ts')}`);
  if (known === undefined || known.onlyTo !== null) return no('message_not_found');
  if (known.user !== state.bot.user) return no('cant_update_message');
  const content = readContent(args);
  if ('ok' in content) return content;
  if (content.text.length > longestText) return no('msg_too_long');
  const metadata = readMetadata(args);
  if (metadata !== null && 'ok' in metadata) return metadata;
  const wait = context.rates?.update() ?? null;
  if (wait !== null) return { retryAfter: wait };
  const message = store(state, {
    ...known,
    ...content,
    metadata: metadata ?? known.metadata,
    edits: known.edits + 1,
  });
  return {
    ok: true,
    channel,
    ts: message.ts,
    text: message.text,
    message: shownMessage(state, message, true),
  };
}

function permalink(args: Args, { state }: Context): Answer {
  const channel = text(args, 'channel');
  const ts = text(args, 'message_ts');
  if (!state.channels.has(channel)) return no('channel_not_found');
  if (!state.messages.has(`${channel}/${ts}`)) return no('message_not_found');
  return {
    ok: true,
    channel,
    permalink: `https://shop.slack.example/archives/${channel}/p${ts.replace('.', '')}`,
  };
}

const write = { token: 'bot', scopes: ['chat:write'] } as const;

export const chat: Readonly<Record<string, Method>> = {
  'chat.postMessage': { ...write, run: post },
  'chat.postEphemeral': { ...write, run: whisper },
  'chat.update': { ...write, run: update },
  'chat.getPermalink': { token: 'bot', scopes: [], run: permalink },
};
