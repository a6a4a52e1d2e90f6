import type { KnownBlock } from '@slack/types';
import { type ChatPostMessageArguments, type Logger, LogLevel, WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { botToken, openSlackDouble, type SlackDouble } from './slack.ts';

const silent: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};

let slack: SlackDouble;
let now: number;
const channel = 'C0DEPLOYS';

beforeEach(async () => {
  now = 1_700_000_000_000;
  slack = await openSlackDouble({ clock: () => now });
});
afterEach(() => slack[Symbol.asyncDispose]());

function client(token = botToken): WebClient {
  return new WebClient(token, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: silent,
  });
}

const section = (text: string): KnownBlock => ({ type: 'section', text: { type: 'mrkdwn', text } });
const button = (more: object): KnownBlock =>
  ({
    type: 'actions',
    elements: [{ type: 'button', text: { type: 'plain_text', text: 'Go' }, action_id: 'go', ...more }],
  }) as KnownBlock;

async function postError(blocks: readonly KnownBlock[]): Promise<unknown> {
  return client()
    .chat.postMessage({ channel, text: 'x', blocks: [...blocks] })
    .then(
      () => null,
      (error) => error.data.error,
    );
}

describe('blocks of a message', () => {
  test.each([
    ['51 blocks', Array.from({ length: 51 }, () => ({ type: 'divider' }) as KnownBlock)],
    ['a section of 3001 characters', [section('x'.repeat(3001))]],
    ['an empty section', [section('')]],
    ['a label of 76 characters', [button({ text: { type: 'plain_text', text: 'x'.repeat(76) } })]],
    ['a value of 2001 characters', [button({ value: 'x'.repeat(2001) })]],
    ['an action id of 256 characters', [button({ action_id: 'x'.repeat(256) })]],
    ['a block id of 256 characters', [{ type: 'divider', block_id: 'x'.repeat(256) } as KnownBlock]],
    [
      'a header of 151 characters',
      [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } } as KnownBlock],
    ],
    [
      'two blocks with the same id',
      [{ type: 'divider', block_id: 'a' } as KnownBlock, { type: 'divider', block_id: 'a' } as KnownBlock],
    ],
    [
      'two buttons with the same action id in a block',
      [
        {
          type: 'actions',
          elements: ['a', 'b'].map((text) => ({
            type: 'button',
            action_id: 'same',
            text: { type: 'plain_text', text },
          })),
        } as KnownBlock,
      ],
    ],
    [
      '26 buttons in a block',
      [
        {
          type: 'actions',
          elements: Array.from({ length: 26 }, (_, at) => ({
            type: 'button',
            action_id: `a${at}`,
            text: { type: 'plain_text', text: 'Go' },
          })),
        } as KnownBlock,
      ],
    ],
    ['a property that does not exist', [{ type: 'divider', colour: 'red' } as unknown as KnownBlock]],
  ])('are refused with %s', async (_what, blocks) => {
    expect(await postError(blocks)).toBe('invalid_blocks');
  });

  test('are refused when they hold more than 13,200 characters together', async () => {
    expect(await postError(Array.from({ length: 5 }, () => section('x'.repeat(2700))))).toBe(
      'msg_blocks_too_long',
    );
    expect(await postError(Array.from({ length: 4 }, () => section('x'.repeat(2700))))).toBe(null);
  });
});

describe('who may call', () => {
  test('a wrong token, an expired one and a missing scope are told apart', async () => {
    const post: ChatPostMessageArguments = { channel, text: 'hello' };
    await expect(client('xoxb-other').chat.postMessage(post)).rejects.toMatchObject({
      data: { error: 'invalid_auth' },
    });
    slack.grant(['commands']);
    await expect(client().chat.postMessage(post)).rejects.toMatchObject({
      data: { error: 'missing_scope', needed: 'chat:write', provided: 'commands' },
    });
    slack.faults.tokenExpired = true;
    await expect(client().auth.test()).rejects.toMatchObject({ data: { error: 'token_expired' } });
  });

  test('auth.test tells team, bot and scopes', async () => {
    const answer = await client().auth.test();
    expect(answer).toMatchObject({ team_id: 'T0SHOP', user_id: 'U0BELAY', bot_id: 'B0BELAY' });
    expect(answer.response_metadata?.scopes).toContain('chat:write');
  });
});

describe('messages', () => {
  test('are posted, edited in place and found again by their metadata', async () => {
    const metadata = { event_type: 'belay', event_payload: { key: 'card/1' } };
    const posted = await client().chat.postMessage({ channel, text: 'one', metadata });
    await client().chat.update({ channel, ts: posted.ts ?? '', text: 'two' });
    const { messages } = await client().conversations.history({ channel, include_all_metadata: true });
    expect(messages).toMatchObject([{ text: 'two', metadata }]);
    expect([...slack.state.messages.values()]).toMatchObject([{ text: 'two', edits: 1 }]);
  });

  test('go only where the bot is, and only its own can be edited', async () => {
    const unknown = client().chat.postMessage({ channel: 'C0NOWHERE', text: 'x' });
    await expect(unknown).rejects.toMatchObject({ data: { error: 'channel_not_found' } });
    const uninvited = client().chat.postMessage({ channel: 'C0ELSEWHERE', text: 'x' });
    await expect(uninvited).rejects.toMatchObject({ data: { error: 'not_in_channel' } });
    const gone = client().chat.update({ channel, ts: '1.000001', text: 'x' });
    await expect(gone).rejects.toMatchObject({ data: { error: 'message_not_found' } });
    slack.sendTo({ kind: 'socket' });
    await slack.mention({ user: 'U1', text: 'hello' });
    const [theirs] = [...slack.state.messages.values()];
    const edited = client().chat.update({ channel, ts: theirs?.ts ?? '', text: 'x' });
    await expect(edited).rejects.toMatchObject({ data: { error: 'cant_update_message' } });
  });

  test('come at one a second and channel, and edits at fifty a minute, when limits are on', async () => {
    slack.faults.limited = true;
    const first = await client().chat.postMessage({ channel, text: 'one' });
    await expect(client().chat.postMessage({ channel, text: 'two' })).rejects.toMatchObject({
      code: 'slack_webapi_rate_limited_error',
      retryAfter: 1,
    });
    now += 1000;
    await client().chat.postMessage({ channel, text: 'two' });
    const edit = () => client().chat.update({ channel, ts: first.ts ?? '', text: 'again' });
    for (let edits = 0; edits < 50; edits += 1) await edit();
    await expect(edit()).rejects.toMatchObject({ retryAfter: 60 });
    now += 60_000;
    await edit();
  });

  test('an answer that is lost leaves the message posted', async () => {
    slack.faults.next('chat.postMessage', { kind: 'answer-lost' });
    await expect(client().chat.postMessage({ channel, text: 'one' })).rejects.toThrow();
    slack.faults.next('chat.postMessage', { kind: 'status', status: 503 });
    await expect(client().chat.postMessage({ channel, text: 'two' })).rejects.toMatchObject({
      statusCode: 503,
    });
    expect([...slack.state.messages.values()].map(({ text }) => text)).toEqual(['one']);
    slack.faults.down = true;
    await expect(client().chat.postMessage({ channel, text: 'three' })).rejects.toThrow();
  });
});

test('a file is kept where it was sent', async () => {
  const { ts } = await client().chat.postMessage({ channel, text: 'card' });
  await client().filesUploadV2({
    channel_id: channel,
    thread_ts: ts ?? '',
    file: Buffer.from('png'),
    filename: 'chart.png',
    alt_text: 'a chart',
  });
  const [file] = [...slack.state.files.values()];
  expect(file).toMatchObject({ name: 'chart.png', channel, thread: ts });
  expect(Buffer.from(file?.content ?? []).toString()).toBe('png');
});

describe('views', () => {
  const modal = (title: string) => ({
    type: 'modal' as const,
    title: { type: 'plain_text' as const, text: title },
    blocks: [section('hello')],
  });

  test('open by a trigger of the last three seconds, once', async () => {
    slack.state.triggers.set('t1', { at: now, user: 'U1', used: false });
    await client().views.open({ trigger_id: 't1', view: modal('Deploy') });
    await expect(client().views.open({ trigger_id: 't1', view: modal('Deploy') })).rejects.toMatchObject({
      data: { error: 'exchanged_trigger_id' },
    });
    slack.state.triggers.set('t2', { at: now, user: 'U1', used: false });
    now += 3001;
    await expect(client().views.open({ trigger_id: 't2', view: modal('Deploy') })).rejects.toMatchObject({
      data: { error: 'expired_trigger_id' },
    });
  });

  test('have titles of 24 characters at most', async () => {
    slack.state.triggers.set('t1', { at: now, user: 'U1', used: false });
    const long = client().views.open({ trigger_id: 't1', view: modal('x'.repeat(25)) });
    await expect(long).rejects.toMatchObject({ data: { error: 'invalid_arguments' } });
  });
});
