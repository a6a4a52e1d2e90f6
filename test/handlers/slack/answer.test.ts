import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AnswerParts, type Asked, answer, begun } from '../../../handlers/slack/answer.ts';
import { openSlackClient } from '../../../src/adapters/place/slack/client.ts';
import { slackFailure } from '../../../src/adapters/place/slack/slack-failure.ts';
import type { Reply } from '../../../src/core/reply.ts';
import { aLog } from '../../builders/log.ts';
import { rolloutId } from '../../builders/rollout.ts';
import { botToken, openSlackDouble, type SlackDouble } from '../../doubles/slack/slack.ts';

const user = 'U0KIM';
const channel = 'C0DEPLOYS';
const done: Reply = { kind: 'done', sentence: 'Done.', rollout: null };
/** Longer than what one answer takes. */
const long: Extract<Reply, { kind: 'document' }> = {
  kind: 'document',
  tree: {
    title: 'Report',
    summary: 'Long.',
    draftedBy: 'template',
    draftedWhy: 'a rollout ended',
    at: 0,
    blocks: Array.from({ length: 40 }, () => ({ kind: 'paragraph' as const, text: 'x'.repeat(2900) })),
  },
};

let slack: SlackDouble;
let parts: AnswerParts;
let now: number;
beforeEach(async () => {
  now = 1_700_000_000_000;
  slack = await openSlackDouble({ clock: () => now });
  const log = aLog();
  const client = openSlackClient({ token: botToken, apiUrl: slack.apiUrl, log });
  parts = { client, asFailure: slackFailure, clock: () => now, log };
});
afterEach(() => slack[Symbol.asyncDispose]());

function asked(uses: number): Asked {
  slack.state.responseUrls.set('r1', { at: now, uses, channel, user, message: null });
  const url = slack.apiUrl.replace('/api/', '/response/r1');
  const answerTo = { kind: 'url' as const, url };
  const delivery = {
    team: 'T0SHOP',
    user,
    text: '',
    channel,
    thread: null,
    answer: answerTo,
    fromHome: false,
  };
  return { key: 'command/1', at: now, delivery };
}
const said = () => [...slack.state.messages.values()];

test('an address that takes no more is not the end: the person is told in the channel', async () => {
  await answer(parts, asked(5), done, null);
  expect(said()).toMatchObject([{ onlyTo: user, channel, text: expect.stringContaining('Done.') }]);
  const late = asked(0);
  now += 31 * 60_000;
  await answer(parts, late, done, null);
  expect(said()).toHaveLength(2);
});

test('where Belay is not, the person is told by direct message', async () => {
  const { delivery, ...rest } = asked(5);
  await answer(parts, { ...rest, delivery: { ...delivery, channel: 'C0ELSEWHERE' } }, done, null);
  expect(said()).toMatchObject([{ channel: 'D0KIM', onlyTo: null }]);
});

test('a report longer than five messages goes as a file by direct message', async () => {
  await answer(parts, asked(0), long, null);
  expect([...slack.state.files.values()]).toMatchObject([{ channel: 'D0KIM' }]);
  expect(said().filter(({ onlyTo }) => onlyTo === user)).toHaveLength(1);
});

test('Slack being busy or away is told as a failure that passes', async () => {
  slack.faults.next('chat.postEphemeral', { kind: 'rate-limited', retryAfter: 7 });
  await expect(answer(parts, asked(5), done, null)).rejects.toMatchObject({
    code: 'place-busy',
    retryAfter: 7000,
    retryable: true,
  });
  slack.faults.next('response_url', { kind: 'rate-limited', retryAfter: 3 });
  await expect(answer(parts, asked(0), done, null)).rejects.toMatchObject({ retryAfter: 3000 });
  slack.faults.next('response_url', { kind: 'status', status: 502 });
  await expect(answer(parts, asked(0), done, null)).rejects.toMatchObject({ code: 'place-unreachable' });
  slack.faults.down = true;
  await expect(answer(parts, asked(0), done, null)).rejects.toMatchObject({ code: 'place-unreachable' });
});

test('what takes half a minute is said to have begun, to whoever waits, and is answered after it', async () => {
  const heard = asked(0);
  await begun(parts, heard, 'Trying it.');
  now += 30_000;
  await answer(parts, heard, done, null);
  const texts = said().map(({ text, onlyTo }) => [text, onlyTo]);
  expect(texts).toEqual([
    ['⏳ Trying it.', user],
    ['✅ Done.', user],
  ]);
});

test('in a thread what was begun is not taken for the answer', async () => {
  const { delivery, ...rest } = asked(0);
  const { ts: thread = '' } = await parts.client.chat.postMessage({ channel, text: '@belay verify' });
  const inThread = { ...rest, delivery: { ...delivery, answer: { kind: 'thread' as const, thread } } };
  await begun(parts, inThread, 'Trying it.');
  now += 30_000;
  await answer(parts, inThread, done, null);
  expect(said().map(({ text }) => text)).toEqual(['@belay verify', '⏳ Trying it.', '✅ Done.']);
  await answer(parts, inThread, done, null);
  expect(said()).toHaveLength(3);
});

test('a report that is asked for as PDF comes as a file, with what it says in short', async () => {
  const data = new Uint8Array([37, 80, 68, 70]);
  const kept = { rollout: rolloutId, document: 'report', part: '', pdf: true } as const;
  const printPaper: AnswerParts['printPaper'] = async (key, form) => {
    expect([key, form]).toEqual([{ rollout: rolloutId, document: 'report', part: '' }, 'pdf']);
    return { name: 'report-shop.pdf', title: 'Report', contentType: 'application/pdf', data };
  };
  await answer({ ...parts, printPaper }, asked(0), { ...long, kept }, null);
  expect([...slack.state.files.values()]).toMatchObject([{ name: 'report-shop.pdf', channel: 'D0KIM' }]);
  expect(said().filter(({ onlyTo }) => onlyTo === user)).toHaveLength(1);
});

test('a report that cannot be printed is said as text', async () => {
  const kept = { rollout: rolloutId, document: 'report', part: '', pdf: true } as const;
  const broken = { ...parts, printPaper: () => Promise.reject(new Error('no fonts')) };
  await answer(broken, asked(0), { ...long, kept }, null);
  expect([...slack.state.files.values()]).toMatchObject([{ name: 'report.txt' }]);
});
