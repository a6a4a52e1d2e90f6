import { expect, test } from 'vitest';
import { createAskDiscord } from '../../../../src/adapters/place/discord/rest.ts';
import type { Card } from '../../../../src/core/card/card.ts';
import { replyMessage } from '../../../../src/render/discord/reply.ts';
import { aCard } from '../../../render/discord/a-card.ts';
import { onDiscord, sent, textOf } from './on-discord.ts';

const key = 'card/r-0123456789/discord';
const later = (changes: Partial<Record<keyof Card, unknown>> = {}) =>
  aCard({ now: { sentence: 'v2.3.0 serves 25 %.', since: 1 }, ...changes });

test('a card is posted once and edited from then on, and pings nobody', async () => {
  await using on = await onDiscord();
  await on.place.card(key, aCard());
  on.time.now += 5000;
  await on.reopened().card(key, later());
  const [message, ...others] = on.discord.messages();
  expect(others).toEqual([]);
  expect(textOf(message)).toContain('serves 25 %');
  expect(message?.edits).toBe(1);
  expect(message?.allowedMentions).toEqual({ parse: [] });
});

test('what shows the same is not sent again', async () => {
  await using on = await onDiscord();
  await on.place.card(key, aCard());
  const before = on.discord.requests.length;
  await on.place.card(key, aCard({ seq: 99 }));
  expect(on.discord.requests.length).toBe(before);
});

test('figures alone wait their turn, and what means something waits two seconds at most', async () => {
  await using on = await onDiscord();
  await on.place.card(key, aCard());
  const figures = aCard({ traffic: { wanted: 5, observed: 4.9, requests: 13_000 } });
  on.time.now += 10_000;
  await expect(on.place.card(key, figures)).rejects.toMatchObject({
    code: 'place-paced',
    retryAfter: 20_000,
  });
  await on.place.card(key, later());
  on.time.now += 500;
  await expect(on.place.card(key, later({ tone: 'bad' }))).rejects.toMatchObject({ retryAfter: 1500 });
  expect(on.discord.messages()[0]?.edits).toBe(1);
});

test('a card whose answer was lost is found again, not posted twice', async () => {
  await using on = await onDiscord();
  on.discord.faults.add({ method: 'POST', times: 1, how: { kind: 'cut-after' } });
  await expect(on.place.card(key, aCard())).rejects.toMatchObject({
    code: 'place-unreachable',
    retryable: true,
  });
  // Long enough for Discord itself to have forgotten that it knows the message.
  on.time.now += 3_600_000;
  await on.reopened().card(key, later());
  expect(on.discord.messages()).toHaveLength(1);
  expect(sent(on.discord)).toBe(1);
  await on.place.card(key, later({ tone: 'bad' }));
  expect(on.discord.messages()[0]?.edits).toBe(1);
});

test('a card that never arrived is posted, whatever else was said about the rollout meanwhile', async () => {
  await using on = await onDiscord();
  on.discord.faults.add({ method: 'POST', times: 1, how: { kind: 'cut' } });
  await expect(on.place.card(key, aCard())).rejects.toThrow();
  const { name, token, api, channel } = { name: 'discord', ...on.discord };
  const { body } = replyMessage({ kind: 'cards', sentence: 'As asked.', cards: [aCard()] });
  const ask = createAskDiscord({ name, token, apiUrl: api });
  await ask({ method: 'POST', path: `/channels/${channel}/messages`, body });
  await on.place.card(key, aCard());
  expect(on.discord.messages()).toHaveLength(2);
  expect(on.posts.all.get(`discord ${key}`)?.ref).toBe(`${channel}/${on.discord.messages()[1]?.id}`);
});

test('a card that somebody deleted is posted anew, once', async () => {
  await using on = await onDiscord();
  await on.place.card(key, aCard());
  on.discord.state.messages.clear();
  on.time.now += 5000;
  await on.place.card(key, later());
  on.time.now += 5000;
  await on.place.card(key, later({ tone: 'bad' }));
  expect(on.discord.messages()).toHaveLength(1);
  expect(on.discord.messages()[0]?.edits).toBe(1);
});

test('a card that is deleted again stays away, and its lines are still said', async () => {
  await using on = await onDiscord();
  await on.place.card(key, aCard());
  for (const reason of ['once', 'twice', 'thrice']) {
    on.discord.state.messages.clear();
    on.time.now += 5000;
    await on.place.card(key, later({ reason }));
  }
  expect(on.discord.messages()).toEqual([]);
  await on.place.line('line/1', aCard().rollout, 'Completed.');
  expect(on.discord.messages().map(({ content }) => content)).toEqual(['Completed.']);
});

test('it links to its live page', async () => {
  await using on = await onDiscord();
  await on.place.card(key, aCard());
  expect(textOf(on.discord.messages()[0])).toContain('https://belay.example/#/r-0123456789');
});

test('one that is posted anew within minutes is another message for Discord too', async () => {
  await using on = await onDiscord();
  await on.place.card(key, aCard());
  const [first] = on.discord.messages();
  on.discord.state.messages.clear();
  on.time.now += 2500;
  await on.place.card(key, later());
  expect(on.discord.messages()[0]?.nonce).not.toBe(first?.nonce);
  expect(on.discord.messages()[0]?.enforced).toBe(true);
});
