import { type Answer, type Context, type Method, no, text } from '../method.ts';
import type { Channel } from '../state.ts';
import { openDirect } from './direct.ts';
import { shownMessage } from './shown.ts';

type Args = Readonly<Record<string, unknown>>;

function shownChannel({ id, name, kind, member }: Channel): object {
  return {
    id,
    name,
    is_channel: kind === 'public',
    is_private: kind !== 'public',
    is_im: kind === 'direct',
    is_member: member,
    is_archived: false,
  };
}

/** Messages of a channel, or of one of its threads when `ts` is given; newest first, as Slack does. */
function messages(args: Args, { state }: Context, thread: string | null): Answer {
  const channel = state.channels.get(text(args, 'channel'));
  if (channel === undefined) return no('channel_not_found');
  if (!channel.member) return no('not_in_channel');
  if (thread !== null && !state.messages.has(`${channel.id}/${thread}`)) return no('thread_not_found');
  const oldest = Number(text(args, 'oldest') || '0');
  const latest = Number(text(args, 'latest') || 'Infinity');
  const inclusive = String(args['inclusive']) === 'true';
  const limit = Number(text(args, 'limit') || '100');
  const offset = Number(text(args, 'cursor') || '0');
  const fits = [...state.messages.values()]
    .filter((one) => one.channel === channel.id && one.onlyTo === null)
    .filter((one) => (thread === null ? one.thread === null : one.thread === thread || one.ts === thread))
    .filter(({ ts }) =>
      inclusive ? Number(ts) >= oldest && Number(ts) <= latest : Number(ts) > oldest && Number(ts) < latest,
    )
    .toSorted((a, b) => (thread === null ? Number(b.ts) - Number(a.ts) : Number(a.ts) - Number(b.ts)));
  const withMetadata = String(args['include_all_metadata']) === 'true';
  const more = fits.length > offset + limit;
  return {
    ok: true,
    messages: fits.slice(offset, offset + limit).map((one) => shownMessage(state, one, withMetadata)),
    has_more: more,
    ...(more ? { response_metadata: { next_cursor: String(offset + limit) } } : {}),
  };
}

function info(args: Args, { state }: Context): Answer {
  const channel = state.channels.get(text(args, 'channel'));
  return channel === undefined ? no('channel_not_found') : { ok: true, channel: shownChannel(channel) };
}

function open(args: Args, { state }: Context): Answer {
  const user = text(args, 'users');
  if (!/^[UW][A-Z0-9]+$/.test(user)) return no('user_not_found');
  return { ok: true, channel: { id: openDirect(state, user) } };
}

const history = ['channels:history', 'groups:history'];

export const conversations: Readonly<Record<string, Method>> = {
  'conversations.history': {
    token: 'bot',
    scopes: history,
    run: (args, context) => messages(args, context, null),
  },
  'conversations.replies': {
    token: 'bot',
    scopes: history,
    run: (args, context) => messages(args, context, text(args, 'ts')),
  },
  'conversations.info': { token: 'bot', scopes: ['channels:read', 'groups:read'], run: info },
  'conversations.open': { token: 'bot', scopes: ['im:write'], run: open },
};
