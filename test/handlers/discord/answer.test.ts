import { REST, Routes } from 'discord.js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { commands } from '../../../commands/registry.ts';
import type { DiscordDelivery } from '../../../handlers/discord/delivery.ts';
import { createWork } from '../../../handlers/discord/work.ts';
import type { Utterance } from '../../../handlers/speak/speak.ts';
import { discordFailure } from '../../../src/adapters/place/discord/failure.ts';
import type { CommandSpec } from '../../../src/core/command/spec.ts';
import { PersonId, PlaceName, RoleName } from '../../../src/core/ids.ts';
import type { Reply } from '../../../src/core/reply.ts';
import type { KeptDelivery } from '../../../src/ports/inbox.ts';
import { aLog } from '../../builders/log.ts';
import { rolloutId } from '../../builders/rollout.ts';
import { type DiscordDouble, openDiscordDouble } from '../../doubles/discord/discord.ts';
import type { Interaction } from '../../doubles/discord/state.ts';

const minute = 60_000;
let time: number;
let discord: DiscordDouble;
let said: Utterance[];
let reply: Reply;
const pdf = new Uint8Array([37, 80, 68, 70]);

beforeEach(async () => {
  time = 1_780_000_000_000;
  said = [];
  reply = { kind: 'done', sentence: 'Done.', rollout: null };
  discord = await openDiscordDouble({ clock: () => time, patience: 0 });
  const { guild, state } = discord;
  const sub = { type: 1, name: 'status', description: 'x' } as const;
  state.commands.set(guild, [{ id: '1', version: '1', name: 'belay', description: 'x', options: [sub] }]);
});
afterEach(() => discord[Symbol.asyncDispose]());

const name = PlaceName.parse('discord');

function worker(known = true, specs: readonly CommandSpec[] = []) {
  const rest = new REST({ api: discord.api, retries: 0, timeout: 2000, rejectOnRateLimit: () => true });
  const bo = {
    id: PersonId.parse('bo'),
    name: 'Bo',
    roles: [RoleName.parse('lead')],
    accounts: { discord: discord.town.bo.id },
    contact: null,
  };
  return createWork({
    place: { name, channel: discord.channel, guild: discord.guild },
    config: { people: known ? [bo] : [], places: [] },
    specs,
    patience: 0,
    posts: { find: async () => null },
    asBot: () => rest.setToken(discord.token),
    asFailure: (error) => discordFailure(error, 'discord'),
    printPaper: async () => ({ name: 'x.pdf', title: 'x', contentType: 'application/pdf', data: pdf }),
    clock: () => time,
    log: aLog(),
  });
}

/** A command that was acknowledged and is now worked. */
async function acknowledged(): Promise<Interaction> {
  const { interaction } = await discord.slash({ command: 'belay', sub: 'status', options: {} });
  const rest = new REST({ api: discord.api });
  await rest.post(Routes.interactionCallback(interaction.id, interaction.token), {
    body: { type: 5, data: { flags: 64 } },
    auth: false,
  });
  return interaction;
}

function kept(interaction: Interaction, text: string): KeptDelivery {
  const payload: DiscordDelivery = {
    application: discord.state.application.id,
    token: interaction.token,
    account: discord.town.bo.id,
    channel: discord.channel,
    parent: null,
    said: { kind: 'line', text },
  };
  const { id: key, at } = interaction;
  return { place: name, key, at, payload, begun: false, reply: null, attempts: 0 };
}

async function work(interaction: Interaction, known = true): Promise<void> {
  await worker(known)(kept(interaction, 'status'), async (utterance) => {
    said.push(utterance);
    return reply;
  });
}

test('the answer takes the place of "thinking…", and pings nobody', async () => {
  const interaction = await acknowledged();
  await work(interaction);
  expect(discord.original(interaction)).toMatchObject({ content: '🟢 Done.', ephemeral: true });
  expect(discord.messages()).toEqual([]);
  expect(discord.requests.at(-1)?.json).toMatchObject({ allowed_mentions: { parse: [] } });
  expect(said).toMatchObject([{ text: 'status', place: 'discord', speaker: { person: 'bo' } }]);
});

test('what takes half a minute is said to have begun, and its answer stands in the same place', async () => {
  const interaction = await acknowledged();
  const slow = Promise.withResolvers<Reply>();
  const working = worker(
    true,
    commands.map(({ spec }) => spec),
  )(kept(interaction, 'verify shop'), () => slow.promise);
  await expect.poll(() => discord.original(interaction)?.content).toContain('⏳ Running the verification');
  time += 30_000;
  slow.resolve(reply);
  await working;
  expect(discord.original(interaction)).toMatchObject({ content: '🟢 Done.', ephemeral: true });
  expect(discord.messages()).toEqual([]);
});

test('a long answer goes along as a file', async () => {
  reply = { kind: 'done', sentence: 'word '.repeat(2000), rollout: null };
  const interaction = await acknowledged();
  await work(interaction);
  expect(discord.original(interaction)?.attachments).toHaveLength(1);
});

test('when the token is over the answer is a message, and only one however often it is tried', async () => {
  const interaction = await acknowledged();
  time += 16 * minute;
  discord.faults.add({ method: 'POST', path: /messages$/, times: 1, how: { kind: 'cut-after' } });
  await expect(work(interaction)).rejects.toMatchObject({ code: 'place-unreachable', retryable: true });
  await work(interaction);
  expect(discord.messages()).toMatchObject([{ content: '🟢 Done.', allowedMentions: { parse: [] } }]);
});

test('an answer that was never acknowledged becomes a message as well', async () => {
  const { interaction } = await discord.slash({ command: 'belay', sub: 'status', options: {} });
  await work(interaction);
  expect(discord.messages()).toMatchObject([{ content: '🟢 Done.' }]);
});

test('when Discord is busy it is tried again after the time that Discord says', async () => {
  const interaction = await acknowledged();
  discord.faults.add({
    method: 'PATCH',
    times: 1,
    how: { kind: 'rate-limit', retryAfter: 7, scope: 'user' },
  });
  const failure = await work(interaction).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'place-busy', retryable: true });
  expect((failure as { retryAfter: number }).retryAfter).toBeGreaterThanOrEqual(7000);
});

test.each([
  ['answers 503', { kind: 'status', status: 503 }],
  ['is cut off', { kind: 'cut' }],
] as const)('when Discord %s it is tried again', async (_name, how) => {
  const interaction = await acknowledged();
  discord.faults.add({ method: 'PATCH', how, times: 1 });
  await expect(work(interaction)).rejects.toMatchObject({ code: 'place-unreachable', retryable: true });
  await work(interaction);
  expect(discord.original(interaction)?.content).toBe('🟢 Done.');
});

test('when the bot may not write there it is not tried again', async () => {
  const interaction = await acknowledged();
  time += 16 * minute;
  const channel = discord.state.channels.get(discord.channel);
  channel?.permission_overwrites.push({ id: discord.guild, type: 0, allow: '0', deny: String(1 << 11) });
  await expect(work(interaction)).rejects.toMatchObject({ code: 'place-refused', retryable: false });
});

test('somebody who was taken out of belay.yml meanwhile is told so, and nothing runs', async () => {
  const interaction = await acknowledged();
  await work(interaction, false);
  expect(said).toEqual([]);
  expect(discord.original(interaction)?.content).toContain('taken out of belay.yml');
});

test('a report that is asked for as PDF comes with the file', async () => {
  const tree = {
    title: 'Report',
    summary: 'S',
    draftedBy: 'template',
    draftedWhy: 'w',
    at: 0,
    blocks: [],
  } as const;
  const kept = { rollout: rolloutId, document: 'report', part: '' } as const;
  reply = { kind: 'document', tree: { ...tree, blocks: [] }, kept: { ...kept, pdf: true } };
  const asked = await acknowledged();
  await work(asked);
  expect(discord.original(asked)?.attachments.map(({ filename }) => filename)).toEqual([
    'report.txt',
    'report.pdf',
  ]);
  reply = { kind: 'document', tree: { ...tree, blocks: [] }, kept: { ...kept, pdf: false } };
  const plain = await acknowledged();
  await work(plain);
  expect(discord.original(plain)?.attachments).toEqual([]);
});
