import {
  ButtonStyle,
  Client,
  ComponentType,
  DiscordAPIError,
  GatewayDispatchEvents,
  MessageFlags,
  RateLimitError,
  REST,
  Routes,
} from 'discord.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DiscordDouble, openDiscordDouble } from './discord.ts';

let time = Date.now();
let discord: DiscordDouble;
let rest: REST;

beforeAll(async () => {
  const rates = { perChannel: { limit: 1000, millis: 1000 }, globally: { limit: 1000, millis: 1000 } };
  discord = await openDiscordDouble({ clock: () => time, rates, patience: 300 });
  rest = new REST({ api: discord.api, version: '10', retries: 0 }).setToken(discord.token);
});
afterAll(() => discord[Symbol.asyncDispose]());

/** The code of the refusal, with the codes of the bad fields. */
async function refusal(asked: Promise<unknown>): Promise<string> {
  const error = await asked.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof DiscordAPIError)) throw error ?? new Error('it was taken');
  const codes = [...JSON.stringify(error.rawError).matchAll(/"code":"([A-Z0-9_]+)"/g)].map(
    ([, code]) => code,
  );
  return [error.code, ...new Set(codes)].join(' ');
}

const send = (body: object) => rest.post(Routes.channelMessages(discord.channel), { body });
const text = (content: string) => ({ type: ComponentType.TextDisplay, content });
const v2 = (components: object[]) => ({ flags: MessageFlags.IsComponentsV2, components });
const button = (id: string) => ({
  type: ComponentType.Button,
  style: ButtonStyle.Primary,
  label: id.slice(0, 20),
  custom_id: id,
});
const row = (...components: object[]) => ({ type: ComponentType.ActionRow, components });
const ids = (count: number) => Array.from({ length: count }, (_, at) => `b${at}`);

describe('messages', () => {
  test.each([
    ['2001 characters', { content: 'x'.repeat(2001) }, '50035 BASE_TYPE_BAD_LENGTH'],
    ['nothing', { content: ' ' }, '50006'],
    [
      'embeds over 6000 together',
      { embeds: [{ description: 'x'.repeat(4000) }, { description: 'x'.repeat(2001) }] },
      '50035 MAX_EMBED_SIZE_EXCEEDED',
    ],
    [
      'six buttons in a row',
      { content: 'x', components: [row(...ids(6).map(button))] },
      '50035 BASE_TYPE_BAD_LENGTH',
    ],
    [
      'an id of 101',
      { content: 'x', components: [row(button('x'.repeat(101)))] },
      '50035 BASE_TYPE_BAD_LENGTH',
    ],
    [
      'an id twice',
      { content: 'x', components: [row(button('a'), button('a'))] },
      '50035 COMPONENT_CUSTOM_ID_DUPLICATED',
    ],
    ['version 2 without its flag', { components: [text('x')] }, '50035 BASE_TYPE_INVALID'],
    [
      'content with version 2',
      { content: 'x', ...v2([text('y')]) },
      '50035 MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2',
    ],
    ['41 components', v2(ids(41).map(text)), '50035 COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED'],
    [
      'text over 4000 together',
      v2([text('x'.repeat(2001)), text('x'.repeat(2000))]),
      '50035 COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED',
    ],
  ])('refuses %s', async (_name, body, code) => {
    expect(await refusal(send(body))).toBe(code);
  });

  test('a message of version 2 stays one, and a known nonce posts nothing new', async () => {
    const first = (await send({ ...v2([text('x')]), nonce: 'n1', enforce_nonce: true })) as { id: string };
    const again = (await send({ ...v2([text('x')]), nonce: 'n1', enforce_nonce: true })) as { id: string };
    expect(again.id).toBe(first.id);
    const edit = rest.patch(Routes.channelMessage(discord.channel, first.id), { body: { content: 'plain' } });
    expect(await refusal(edit)).toBe('50035 MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2');
  });

  test('files arrive, and a thread hangs on its message', async () => {
    const sent = (await rest.post(Routes.channelMessages(discord.channel), {
      body: { content: 'see', attachments: [{ id: 0, description: 'a chart' }] },
      files: [{ name: 'chart.png', data: Buffer.from('png'), contentType: 'image/png' }],
    })) as { id: string; attachments: { filename: string; description: string }[] };
    expect(sent.attachments).toMatchObject([{ filename: 'chart.png', description: 'a chart' }]);
    const thread = (await rest.post(Routes.threads(discord.channel, sent.id), { body: { name: 'v2' } })) as {
      id: string;
    };
    await rest.post(Routes.channelMessages(thread.id), { body: { content: 'in it' } });
    expect(discord.messages(thread.id)).toMatchObject([{ content: 'in it' }]);
    expect(await refusal(rest.post(Routes.threads(discord.channel, sent.id), { body: { name: 'v2' } }))).toBe(
      '160004',
    );
  });

  test('what the bot may not is refused', async () => {
    const channel = discord.state.channels.get(discord.channel);
    channel?.permission_overwrites.push({ id: discord.guild, type: 0, allow: '0', deny: String(1 << 11) });
    expect(await refusal(send({ content: 'x' }))).toBe('50013');
    channel?.permission_overwrites.splice(0);
  });
});

describe('commands', () => {
  const put = (body: object) =>
    rest.put(Routes.applicationGuildCommands(discord.state.application.id, discord.guild), { body });
  const command = (options: object[]) => [{ name: 'belay', description: 'Releases.', options }];
  const option = (name: string, more: object = {}) => ({ type: 3, name, description: 'x', ...more });

  test.each([
    ['capitals', [{ name: 'Belay', description: 'x' }], 'APPLICATION_COMMAND_INVALID_NAME'],
    ['26 options', command(ids(26).map((id) => option(id))), 'BASE_TYPE_BAD_LENGTH'],
    [
      'a required option after an optional one',
      command([option('a'), option('b', { required: true })]),
      'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
    ],
    [
      '8001 characters',
      command(
        ids(25).map((id) =>
          option(id, { choices: ids(4).map((value) => ({ name: 'n'.repeat(90), value })) }),
        ),
      ),
      'APPLICATION_COMMAND_TOO_LARGE',
    ],
  ])('refuses %s', async (_name, body, code) => {
    expect(await refusal(put(body))).toBe(`50035 ${code}`);
  });
});

describe('interactions', () => {
  test('the first response comes over the gateway within 3 s, once, and the token lives 15 min', async () => {
    const client = new Client({ intents: [], rest: { api: discord.api, version: '10' } });
    const heard: { id: string; token: string }[] = [];
    let answer: ((one: { id: string; token: string }) => unknown) | null = null;
    client.ws.on(GatewayDispatchEvents.InteractionCreate, (data: { id: string; token: string }) => {
      heard.push(data);
      answer?.(data);
    });
    await client.login(discord.token);
    await send({ content: 'press', components: [row(button('go'))] });
    const message = discord.messages().at(-1);
    if (message === undefined) throw new Error('no message');
    const callback = (one: { id: string; token: string }, body: object) =>
      rest.post(Routes.interactionCallback(one.id, one.token), { body, auth: false });
    const original = (one: { token: string }) =>
      Routes.webhookMessage(discord.state.application.id, one.token, '@original');

    const slow = await discord.click(message, 'go');
    expect(slow.millis).toBeNull();
    const [late] = heard;
    if (late === undefined) throw new Error('not heard');
    time += 3001;
    expect(await refusal(callback(late, { type: 6 }))).toBe('10062');

    answer = (one) => callback(one, { type: 5, data: { flags: 64 } });
    const pressed = await discord.click(message, 'go');
    expect(pressed.millis).not.toBeNull();
    const taken = heard.at(-1) ?? late;
    expect(await refusal(callback(taken, { type: 6 }))).toBe('40060');
    await rest.patch(original(taken), { body: { content: 'done' }, auth: false });
    expect(discord.original(pressed.interaction)).toMatchObject({ content: 'done', ephemeral: true });
    time += 15 * 60_000 + 1;
    expect(await refusal(rest.patch(original(taken), { body: { content: 'x' }, auth: false }))).toBe('50027');

    discord.gateway.drop();
    await expect.poll(() => discord.gateway.counts.resumed, { timeout: 5000 }).toBe(1);
    expect(discord.gateway.counts.identified).toBe(1);
    await client.destroy();
  });
});

describe('failures', () => {
  test('a bad token is 401, and too many of them ban the address', async () => {
    await using strict = await openDiscordDouble({ rates: { invalid: 2 } });
    const bad = () =>
      new REST({ api: strict.api, version: '10', retries: 0, rejectOnRateLimit: ['/'] })
        .setToken('bad')
        .get(Routes.user());
    expect(await refusal(bad())).toBe('0');
    expect(await refusal(bad())).toBe('0');
    await expect(bad()).rejects.toThrow(RateLimitError);
    expect(strict.requests.map(({ status }) => status).slice(0, 2)).toEqual([401, 401]);
  });

  test('the SDK waits as 429 says and then is served', async () => {
    discord.faults.add({
      path: /^\/users/,
      times: 1,
      how: { kind: 'rate-limit', retryAfter: 0.05, scope: 'user' },
    });
    await rest.get(Routes.user());
    expect(discord.requests.slice(-2).map(({ status }) => status)).toEqual([429, 200]);
  });

  test('more than five messages in five seconds to one channel are limited', async () => {
    await using busy = await openDiscordDouble({ clock: () => 1_700_000_000_000 });
    const statuses: number[] = [];
    for (let n = 0; n < 6; n += 1) {
      const response = await fetch(`${busy.api}/v10/channels/${busy.channel}/messages`, {
        method: 'POST',
        headers: { authorization: `Bot ${busy.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ content: 'x' }),
      });
      statuses.push(response.status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
  });

  test('what is cut after it was done was done', async () => {
    const before = discord.messages().length;
    discord.faults.add({ method: 'POST', times: 1, how: { kind: 'cut-after' } });
    await expect(send({ content: 'x' })).rejects.toThrow();
    expect(discord.messages()).toHaveLength(before + 1);
  });
});
