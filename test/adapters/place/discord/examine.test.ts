import { expect, test } from 'vitest';
import { type ExaminedDiscord, examineDiscord } from '../../../../src/adapters/place/discord/examine.ts';
import { type DiscordDouble, openDiscordDouble } from '../../../doubles/discord/discord.ts';

function examine(discord: DiscordDouble, changes: Partial<ExaminedDiscord> = {}) {
  return examineDiscord({
    name: 'discord',
    token: discord.token,
    apiUrl: discord.api,
    guild: discord.guild,
    channel: discord.channel,
    publicKey: discord.publicKey,
    command: 'belay',
    ...changes,
  });
}

async function ready(): Promise<DiscordDouble> {
  const discord = await openDiscordDouble();
  const command = { id: '1', version: '1', name: 'belay', description: 'Release safely' };
  discord.state.commands.set(discord.guild, [command as never]);
  return discord;
}

test('all is well', async () => {
  await using discord = await ready();
  expect(await examine(discord)).toMatchObject([{ about: 'Discord place discord', state: 'ok' }]);
});

test.each([
  [10n, 'View Channel'],
  [11n, 'Send Messages'],
  [35n, 'Create Public Threads'],
  [38n, 'Send Messages in Threads'],
  [15n, 'Attach Files'],
  [16n, 'Read Message History'],
])('permission %s is missed by its name', async (bit, name) => {
  await using discord = await ready();
  const denied = { id: discord.state.bot.id, type: 1 as const, allow: '0', deny: String(1n << bit) };
  discord.state.channels.get(discord.channel)?.permission_overwrites.push(denied);
  const [finding, ...others] = await examine(discord);
  expect(others).toEqual([]);
  expect(finding?.state).toBe('error');
  expect(finding?.sentence).toContain(name);
});

test('a token that does not work, a server without the bot, a channel that is not there', async () => {
  await using discord = await ready();
  expect(await examine(discord, { token: 'wrong' })).toMatchObject([
    { state: 'error', sentence: expect.stringContaining('Reset the token') },
  ]);
  expect(await examine(discord, { guild: '1' })).toMatchObject([
    {
      state: 'error',
      sentence: expect.stringMatching(
        /client_id=\d+&scope=bot\+applications\.commands&permissions=309237746688&/,
      ),
    },
  ]);
  expect(await examine(discord, { channel: '1' })).toMatchObject([
    { state: 'error', sentence: expect.stringContaining('There is no channel 1') },
  ]);
  expect(await examine(discord, { channel: discord.town.otherChannel })).toMatchObject([
    { state: 'error', sentence: expect.stringContaining('not one of the server Shop') },
  ]);
});

test('commands that are not offered yet are a warning', async () => {
  await using discord = await ready();
  discord.state.commands.clear();
  expect(await examine(discord)).toMatchObject([
    { state: 'warning', sentence: expect.stringContaining('`/belay` is not registered') },
  ]);
  const guild = discord.state.guilds.get(discord.guild);
  if (guild !== undefined) guild.commandsAllowed = false;
  expect(await examine(discord)).toMatchObject([
    { state: 'warning', sentence: expect.stringContaining('applications.commands') },
  ]);
});

test('a key of another application is found before commands are refused for it', async () => {
  await using discord = await ready();
  expect(await examine(discord, { publicKey: 'ab'.repeat(32) })).toMatchObject([
    { state: 'error', sentence: expect.stringContaining('Copy Public Key') },
  ]);
  expect(await examine(discord, { publicKey: null })).toMatchObject([{ state: 'ok' }]);
});

test('Discord away, or something else there, is a finding', async () => {
  await using discord = await ready();
  discord.faults.down = true;
  expect(await examine(discord)).toMatchObject([
    { state: 'error', sentence: expect.stringContaining('does not answer') },
  ]);
});
