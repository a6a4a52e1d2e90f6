import { expect, test } from 'vitest';
import type { DocumentTree } from '../../../../src/core/documents/tree.ts';
import { aCard } from '../../../render/discord/a-card.ts';
import { onDiscord, sent, textOf, thread } from './on-discord.ts';

const key = 'card/r-0123456789/discord';
const card = aCard();
const { rollout } = card;

test('lines stand in order in a thread under the card, which has its title', async () => {
  await using on = await onDiscord();
  await on.place.card(key, card);
  await on.place.line('line/1', rollout, 'Asked for by Ada.');
  await on.reopened().line('line/2', rollout, 'Started, @everyone <@1>.');
  const begun = thread(on.discord);
  expect(begun).toMatchObject({ name: 'checkout v2.3.0 → production', parent_id: on.discord.channel });
  const said = on.discord.messages(begun?.id);
  expect(said.map(({ content }) => content)).toEqual([
    'Asked for by Ada.',
    'Started, @\u200beveryone \\<\u200b@\u200b1>.',
  ]);
  expect(said.map(({ allowedMentions }) => allowedMentions)).toEqual([{ parse: [] }, { parse: [] }]);
});

test('a line is said once, and the same words for another event again', async () => {
  await using on = await onDiscord();
  await on.place.card(key, card);
  await on.place.line('line/1', rollout, 'Paused.');
  await on.place.line('line/1', rollout, 'Paused.');
  on.discord.faults.add({ method: 'POST', path: /messages$/, times: 1, how: { kind: 'cut' } });
  await expect(on.place.line('line/2', rollout, 'Paused.')).rejects.toMatchObject({
    code: 'place-unreachable',
  });
  await on.place.line('line/2', rollout, 'Paused.');
  expect(on.discord.messages(thread(on.discord)?.id)).toHaveLength(2);
});

test('a line whose answer was lost is found again', async () => {
  await using on = await onDiscord();
  await on.place.card(key, card);
  await on.place.line('line/1', rollout, 'Started.');
  const before = sent(on.discord);
  on.discord.faults.add({ method: 'POST', path: /messages$/, times: 1, how: { kind: 'cut-after' } });
  await expect(on.place.line('line/2', rollout, 'Paused.')).rejects.toThrow();
  on.time.now += 3_600_000;
  await on.reopened().line('line/2', rollout, 'Paused.');
  expect(on.discord.messages(thread(on.discord)?.id)).toHaveLength(2);
  expect(sent(on.discord)).toBe(before + 1);
});

test('a thread whose answer was lost is the one that is used', async () => {
  await using on = await onDiscord();
  await on.place.card(key, card);
  on.discord.faults.add({ method: 'POST', path: /threads$/, times: 1, how: { kind: 'cut-after' } });
  await expect(on.place.line('line/1', rollout, 'Started.')).rejects.toThrow();
  await on.place.line('line/1', rollout, 'Started.');
  expect(on.discord.messages(thread(on.discord)?.id)).toHaveLength(1);
});

test('a thread that somebody deleted is begun anew', async () => {
  await using on = await onDiscord();
  await on.place.card(key, card);
  await on.place.line('line/1', rollout, 'Started.');
  on.discord.state.channels.delete(thread(on.discord)?.id ?? '');
  await on.place.line('line/2', rollout, 'Paused.');
  expect(on.discord.messages(thread(on.discord)?.id).map(({ content }) => content)).toContain('Paused.');
});

test('with card and thread gone, a line is said in the channel', async () => {
  await using on = await onDiscord();
  await on.place.card(key, card);
  on.discord.state.messages.clear();
  await on.place.line('line/1', rollout, 'Completed.');
  expect(on.discord.messages().map(({ content }) => content)).toEqual(['Completed.']);
});

test('a line waits for the card', async () => {
  await using on = await onDiscord();
  await expect(on.place.line('line/1', rollout, 'Started.')).rejects.toMatchObject({
    code: 'place-paced',
    retryable: true,
  });
});

test('a document comes whole as a file, with its chart and words for it', async () => {
  await using on = await onDiscord();
  await on.place.card(key, card);
  const tree: DocumentTree = {
    title: 'Release report',
    summary: 'checkout v2.3.0 was rolled back.',
    draftedBy: 'template',
    draftedWhy: 'No model.',
    at: 0,
    blocks: [{ kind: 'paragraph', text: 'The whole story.' }],
  };
  const chart = { png: new Uint8Array([0x89, 0x50]), alt: 'Errors rise at 25 %.' };
  await on.place.document('document/1', rollout, { tree, chart });
  await on.place.document('document/1', rollout, { tree, chart });
  const [message, ...others] = on.discord.messages(thread(on.discord)?.id);
  expect(others).toEqual([]);
  expect(message?.attachments.map(({ filename }) => filename)).toEqual(['release-report.txt', 'chart.png']);
  expect(Buffer.from(message?.attachments[0]?.bytes ?? []).toString()).toContain('The whole story.');
  expect([...(message?.attachments[1]?.bytes ?? [])]).toEqual([0x89, 0x50]);
  expect(textOf(message)).toContain('Errors rise at 25 %.');
  const pdf = new Uint8Array([37, 80, 68, 70]);
  await on.place.document('document/2', rollout, { tree, chart, pdf });
  const printed = on.discord.messages(thread(on.discord)?.id)[1];
  expect(printed?.attachments.map(({ filename }) => filename)).toEqual([
    'release-report.txt',
    'release-report.pdf',
    'chart.png',
  ]);
});
