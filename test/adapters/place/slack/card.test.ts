import { describe, expect, it } from 'vitest';
import { botToken } from '../../../doubles/slack/slack.ts';
import { aCard, aWaitingCard } from '../../../render/slack/a-card.ts';
import { textOf } from '../../../render/slack/limits.ts';
import { cardKey, channel, onSlack } from './on-slack.ts';

const changed = { now: { sentence: 'v2.3.0 serves 25 %.', since: 1_800_000_000_000 } };

describe('the card of a rollout on Slack', () => {
  it('is posted once with its key on it, and edited from then on', async () => {
    await using on = await onSlack();
    await on.place.card(cardKey, aCard());
    on.later(2000);
    await on.place.card(cardKey, aCard(changed));
    const [card, ...others] = on.shown();
    expect(others).toEqual([]);
    expect(card).toMatchObject({
      edits: 1,
      metadata: { event_type: 'belay_post', event_payload: { key: cardKey } },
    });
    expect(textOf(card?.blocks)).toContain('v2.3.0 serves 25 %.');
    expect(on.posts.all.get(`slack ${cardKey}`)?.ref).toBe(`${channel}/${card?.ts}`);
  });

  it('makes no call when it shows the same', async () => {
    await using on = await onSlack();
    await on.place.card(cardKey, aCard());
    on.later(60_000);
    await on.place.card(cardKey, aCard({ seq: 13 }));
    expect(on.slack.state.calls).toHaveLength(1);
  });

  it('is edited at most every 2 s, and for figures alone every 30 s', async () => {
    await using on = await onSlack();
    await on.place.card(cardKey, aCard());
    on.later(500);
    const tooSoon = on.place.card(cardKey, aCard(changed));
    await expect(tooSoon).rejects.toMatchObject({ code: 'place-paced', retryAfter: 1500 });
    on.later(2000);
    const figures = { traffic: { wanted: 5, observed: 4.9, requests: 13_000 } };
    await expect(on.place.card(cardKey, aCard(figures))).rejects.toMatchObject({ code: 'place-paced' });
    on.later(30_000);
    await on.place.card(cardKey, aCard(figures));
    expect(on.shown()[0]?.edits).toBe(1);
  });

  it('is not posted twice when the answer was lost, not even by a process that started since', async () => {
    await using on = await onSlack();
    on.slack.faults.next('chat.postMessage', { kind: 'answer-lost' });
    await expect(on.place.card(cardKey, aCard())).rejects.toMatchObject({ code: 'place-unreachable' });
    expect(on.shown()).toHaveLength(1);
    on.later(3_600_000);
    await on.another().card(cardKey, aCard(changed));
    on.later(2000);
    await on.another().card(cardKey, aCard(changed));
    expect(on.shown()).toHaveLength(1);
    expect(textOf(on.shown()[0]?.blocks)).toContain('v2.3.0 serves 25 %.');
  });

  it('finds its lost message behind many others', async () => {
    await using on = await onSlack();
    on.slack.faults.next('chat.postMessage', { kind: 'answer-lost' });
    await expect(on.place.card(cardKey, aCard())).rejects.toThrow();
    const { messages, nextTs } = on.slack.state;
    const [card] = on.shown();
    for (let index = 0; index < 300 && card !== undefined; index += 1) {
      const ts = nextTs();
      messages.set(`${channel}/${ts}`, { ...card, ts, metadata: null, user: 'U0ADA' });
    }
    await on.place.card(cardKey, aCard());
    expect(on.calls('conversations.history')).toBe(2);
    expect(on.calls('chat.postMessage')).toBe(1);
  });

  it('takes no message of another app for its own, whatever key that carries', async () => {
    await using on = await onSlack();
    on.slack.faults.next('chat.postMessage', { kind: 'answer-lost' });
    await expect(on.place.card(cardKey, aCard())).rejects.toThrow();
    const [card] = on.shown();
    if (card !== undefined)
      on.slack.state.messages.set(`${channel}/${card.ts}`, { ...card, user: 'U0MALLORY' });
    await on.place.card(cardKey, aCard());
    expect(on.shown().filter(({ user }) => user === on.slack.state.bot.user)).toHaveLength(1);
  });

  it('is posted without looking back when Slack refused it before', async () => {
    await using on = await onSlack();
    on.slack.faults.next('chat.postMessage', { kind: 'rate-limited', retryAfter: 7 });
    const refused = on.place.card(cardKey, aCard());
    await expect(refused).rejects.toMatchObject({ code: 'place-busy', retryable: true, retryAfter: 7000 });
    await on.place.card(cardKey, aCard());
    expect(on.calls('conversations.history')).toBe(0);
    expect(on.shown()).toHaveLength(1);
  });

  it('waits as long as Slack says when an edit is too much', async () => {
    await using on = await onSlack();
    await on.place.card(cardKey, aCard());
    on.later(2000);
    on.slack.faults.next('chat.update', { kind: 'rate-limited', retryAfter: 30 });
    const busy = on.place.card(cardKey, aCard(changed));
    await expect(busy).rejects.toMatchObject({ code: 'place-busy', retryAfter: 30_000 });
    await on.place.card(cardKey, aCard(changed));
    expect(on.shown()[0]?.edits).toBe(1);
  });

  it('is posted anew once when somebody deleted it, and left alone when they delete it again', async () => {
    await using on = await onSlack();
    await on.place.card(cardKey, aCard());
    for (const version of ['v3', 'v4', 'v5', 'v6']) {
      if (version !== 'v4') on.slack.state.messages.clear();
      on.later(2000);
      await on.place.card(cardKey, aCard({ version }));
    }
    expect(on.calls('chat.postMessage')).toBe(2);
    expect(on.shown()).toEqual([]);
  });

  it('is shown as its one line when Slack finds the rest too long', async () => {
    await using on = await onSlack();
    on.slack.faults.next('chat.postMessage', { kind: 'error', error: 'msg_blocks_too_long' });
    await on.place.card(cardKey, aWaitingCard());
    expect(on.shown()[0]?.text).toContain('waiting for approval');
  });

  it('puts what undoes by hand into a file, once, when it is too long for a card', async () => {
    await using on = await onSlack();
    const undoByHand = Array.from({ length: 60 }, (_, index) => `echo ${index}`);
    await on.place.card(cardKey, aCard({ phase: 'queued', undoByHand: [] }));
    for (const version of ['v3', 'v4']) {
      on.later(2000);
      await on.place.card(cardKey, aCard({ undoByHand, version }));
    }
    const [file] = on.slack.state.files.values();
    expect(Buffer.from(file?.content ?? []).toString()).toContain(undoByHand.join('\n'));
    expect(on.thread()).toHaveLength(1);
  });

  it('stays current although Slack takes no files', async () => {
    await using on = await onSlack();
    on.slack.grant(['chat:write']);
    const undoByHand = Array.from({ length: 60 }, (_, index) => `echo ${index}`);
    await on.place.card(cardKey, aCard({ undoByHand }));
    on.later(2000);
    await on.place.card(cardKey, aCard({ undoByHand, ...changed }));
    expect(on.shown()[0]?.edits).toBe(1);
    expect(on.log.lines.join()).toContain('could not be put into the thread');
  });
});

describe('what Slack refuses', () => {
  it.each([
    ['not_in_channel', 'place-refused', '/invite @Belay'],
    ['invalid_auth', 'place-refused', 'bot token'],
    ['missing_scope', 'place-refused', 'docs/slack-manifest.yml'],
    ['something_new', 'place-refused', 'belay doctor'],
    ['service_unavailable', 'place-unreachable', 'said later'],
    ['ratelimited', 'place-busy', 'said later'],
    ['<html>sign in</html>', 'place-unreachable', 'not Slack'],
  ])('%s is told as %s, with what to do', async (error, code, words) => {
    await using on = await onSlack();
    on.slack.faults.next('chat.postMessage', { kind: 'error', error });
    const failed = on.place.card(cardKey, aCard());
    await expect(failed).rejects.toMatchObject({
      code,
      retryable: true,
      message: expect.stringContaining(words),
    });
  });

  it('is told as unreachable when the connection breaks or the server is ill, never with the token', async () => {
    await using on = await onSlack();
    for (const fault of [{ kind: 'reset' }, { kind: 'status', status: 503 }] as const) {
      on.slack.faults.next('*', fault);
      const failed = await on.place.card(cardKey, aCard()).catch((error: unknown) => error);
      expect(failed).toMatchObject({ code: 'place-unreachable' });
      expect(String(failed)).not.toContain(botToken);
    }
    expect(on.log.lines.join()).not.toContain(botToken);
  });
});
