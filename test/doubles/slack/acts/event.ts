import { type Delivered, deliverHttp, deliverSocket, type Over } from '../deliver.ts';
import { store } from '../methods/chat.ts';
import type { Actor, By } from './actor.ts';

export interface Mention extends By {
  /** What follows the mention of the bot; the whole message when it names the bot itself. */
  readonly text: string;
  readonly channel?: string;
  readonly thread?: string;
  /** The text was changed afterwards; Slack tells apps again. */
  readonly edited?: boolean;
  /** Written by a bot. */
  readonly bot?: string;
  readonly eventId?: string;
}

/** Somebody writes a message that begins with the bot's name. */
export function mention(actor: Actor, said: Mention): Promise<Delivered> {
  const { state } = actor.context;
  const channel = said.channel ?? 'C0DEPLOYS';
  const name = `<@${state.bot.user}>`;
  const text = said.text.includes(name) ? said.text : `${name} ${said.text}`;
  const message = store(state, {
    ts: state.nextTs(),
    channel,
    user: said.user,
    text,
    blocks: [],
    thread: said.thread ?? null,
    metadata: null,
    files: [],
    edits: said.edited === true ? 1 : 0,
    onlyTo: null,
  });
  const event = {
    type: 'app_mention',
    user: said.user,
    text,
    ts: message.ts,
    event_ts: message.ts,
    channel,
    team: said.team ?? state.team,
    blocks: [],
    client_msg_id: state.next('message-'),
    ...(said.thread === undefined ? {} : { thread_ts: said.thread }),
    ...(said.edited === true ? { edited: { user: said.user, ts: state.nextTs() } } : {}),
    ...(said.bot === undefined ? {} : { bot_id: said.bot, subtype: 'bot_message' }),
  };
  return send(actor, event, said, said.eventId);
}

/** Somebody opens the app's home tab. */
export function openHome(actor: Actor, by: By): Promise<Delivered> {
  const { state } = actor.context;
  const event = {
    type: 'app_home_opened',
    user: by.user,
    channel: `D${by.user.slice(1)}`,
    tab: 'home',
    event_ts: state.nextTs(),
  };
  return send(actor, event, by);
}

const mostRetries = 3;

/** Slack tells an event up to three times more until somebody says 200; the waits between are left out. */
async function send(actor: Actor, event: object, by: By, eventId?: string): Promise<Delivered> {
  const { state, clock } = actor.context;
  const payload = {
    token: 'legacy',
    team_id: by.team ?? state.team,
    api_app_id: state.app,
    event,
    type: 'event_callback',
    event_id: eventId ?? state.next('Ev'),
    event_time: Math.floor(clock() / 1000),
    authorizations: [
      { enterprise_id: null, team_id: by.team ?? state.team, user_id: state.bot.user, is_bot: true },
    ],
    is_ext_shared_channel: false,
  };
  let delivered = await once(actor, payload, by.over, 0);
  for (let retry = 1; retry <= mostRetries && delivered.status !== 200; retry += 1) {
    delivered = await once(actor, payload, by.over, retry);
  }
  return delivered;
}

function once(actor: Actor, payload: object, over: Over | undefined, retry: number): Promise<Delivered> {
  const to = actor.destination();
  if (to.kind === 'socket') {
    return deliverSocket(actor.sockets, {
      type: 'events_api',
      accepts_response_payload: false,
      payload,
      retry_attempt: retry,
      retry_reason: retry === 0 ? '' : 'timeout',
    });
  }
  const retried = { 'x-slack-retry-num': String(retry), 'x-slack-retry-reason': 'http_error' };
  return deliverHttp(to, 'application/json', JSON.stringify(payload), actor.context.clock(), {
    ...over,
    headers: { ...(retry === 0 ? {} : retried), ...over?.headers },
  });
}
