import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { commands } from '../../../commands/registry.ts';
import { type Discord, type DiscordParts, openDiscord } from '../../../handlers/discord/open-discord.ts';
import { discordFailure } from '../../../src/adapters/place/discord/failure.ts';
import type { DiscordPlace } from '../../../src/config/config.ts';
import { PersonId, PlaceName, RoleName } from '../../../src/core/ids.ts';
import type { Leases } from '../../../src/ports/store.ts';
import { aLog } from '../../builders/log.ts';
import { type DiscordDouble, openDiscordDouble } from '../../doubles/discord/discord.ts';

let time: number;
let discord: DiscordDouble;
let leases: Leases;
let heard: string[];
let log: ReturnType<typeof aLog>;
let stack: AsyncDisposableStack;

beforeEach(async () => {
  time = 1_780_000_000_000;
  heard = [];
  log = aLog();
  leases = memoryLeases();
  stack = new AsyncDisposableStack();
  discord = stack.use(await openDiscordDouble({ clock: () => time, patience: 2000 }));
});
afterEach(() => stack.disposeAsync());

function memoryLeases(): Leases {
  const held = new Map<string, { holder: string; until: number }>();
  return {
    async acquire(name, holder, now, until) {
      const current = held.get(name);
      if (current !== undefined && current.holder !== holder && current.until > now) return false;
      held.set(name, { holder, until });
      return true;
    },
    async release(name, holder) {
      if (held.get(name)?.holder === holder) held.delete(name);
    },
  };
}

const timing = { renew: 10, lease: 20_000, retry: 30, retryToken: 60_000, retryHeld: 60_000 };

function storeWith(held: Leases): DiscordParts['store'] {
  return { leases: held, posts: { find: async () => null }, recent: async () => [] };
}

function config(places: readonly DiscordPlace[]): DiscordParts['config'] {
  const person = {
    id: PersonId.parse('bo'),
    name: 'Bo',
    roles: [RoleName.parse('lead')],
    accounts: { discord: discord.town.bo.id },
    contact: null,
  };
  const access = { general: {}, environments: {} };
  return { access, people: [person], places, services: [], environments: [], slots: [] };
}

function placeAt(name: string, guild: string, channel: string): DiscordPlace {
  const token = { env: 'DISCORD_TOKEN' };
  return {
    name: PlaceName.parse(name),
    kind: 'discord',
    guild,
    channel,
    token,
    publicKey: null,
    apiUrl: discord.api,
  };
}

function openBot(over: Partial<DiscordParts> = {}): Discord {
  const place = placeAt('discord', discord.guild, discord.channel);
  const bot = openDiscord({
    place,
    token: discord.token,
    config: config([place]),
    printPaper: async () => null,
    specs: commands.map(({ spec }) => spec),
    store: storeWith(leases),
    ledger: { load: async () => null },
    hear: async ({ key }) => {
      heard.push(key);
      return 'new';
    },
    newHolder: randomUUID,
    asFailure: (error) => discordFailure(error, 'discord'),
    clock: () => time,
    log,
    timing,
    ...over,
  });
  bot.start();
  stack.use(bot);
  return bot;
}

const status = { command: 'belay', sub: 'status', options: {} };
const registrations = () => discord.requests.filter(({ method }) => method === 'PUT').length;
const until = (what: () => boolean) => expect.poll(what, { timeout: 10_000, interval: 5 }).toBe(true);
const ready = () => until(() => discord.gateway.connected() === 1 && discord.state.commands.size > 0);

describe('of several bots', () => {
  test('one holds the gateway, and when it goes another takes over', async () => {
    const first = openBot();
    await ready();
    let asked = 0;
    const acquire: Leases['acquire'] = (...lease) => {
      asked += 1;
      return leases.acquire(...lease);
    };
    openBot({ store: storeWith({ ...leases, acquire }) });
    await until(() => asked > 1);
    const one = await discord.slash(status);
    await until(() => heard.length > 0);
    expect(heard).toEqual([one.interaction.id]);
    expect(discord.gateway.counts.identified).toBe(1);
    await first[Symbol.asyncDispose]();
    await until(() => discord.gateway.counts.identified === 2);
    const two = await discord.slash(status);
    await until(() => heard.length === 2);
    expect(heard[1]).toBe(two.interaction.id);
  });

  test('one that lost its lease lets the gateway go', async () => {
    const fake = { lost: false };
    openBot({
      store: storeWith({ ...leases, acquire: async (...asked) => !fake.lost && leases.acquire(...asked) }),
    });
    await ready();
    fake.lost = true;
    await until(() => discord.gateway.connected() === 0);
  });

  test('one that is connected stays so while the store does not answer', async () => {
    const store = { away: false };
    openBot({
      store: storeWith({
        ...leases,
        acquire: (...asked) => (store.away ? Promise.reject(new Error('away')) : leases.acquire(...asked)),
      }),
    });
    await ready();
    store.away = true;
    await until(() => log.lines.some((line) => line.includes('could not be renewed')));
    await discord.slash(status);
    await until(() => heard.length === 1);
  });

  test('one that is connected comes back after a cut for good while the store is silent', async () => {
    const store = { silent: false };
    const acquire: Leases['acquire'] = (...asked) =>
      store.silent ? new Promise(() => undefined) : leases.acquire(...asked);
    openBot({
      store: storeWith({ ...leases, acquire }),
      timing: { ...timing, lease: 40 },
    });
    await ready();
    store.silent = true;
    discord.gateway.close(4014);
    await until(() => log.lines.some((line) => line.includes('for good')));
    time += 30;
    await until(() => discord.gateway.counts.identified === 2);
  });
});

describe('the commands', () => {
  test('are registered once, and again only when they are others', async () => {
    const first = openBot();
    await ready();
    await first[Symbol.asyncDispose]();
    expect(registrations()).toBe(1);
    const again = openBot();
    await until(() => discord.gateway.counts.identified === 2);
    await until(() => discord.requests.filter(({ path }) => path.endsWith('/commands')).length >= 3);
    await again[Symbol.asyncDispose]();
    expect(registrations()).toBe(1);
    openBot({ specs: commands.slice(1).map(({ spec }) => spec) });
    await until(() => registrations() === 2);
    expect(discord.state.commandCreations).toBe(1);
  });

  test('are registered later when Discord does not take them', async () => {
    const mend = discord.faults.add({ method: 'PUT', how: { kind: 'status', status: 503 } });
    openBot();
    await until(() => log.lines.some((line) => line.includes('could not be registered')));
    mend();
    time += 60_000;
    await until(() => discord.state.commands.size === 1);
  });
});

describe('the connection', () => {
  test('is resumed after a cut, and what came meanwhile is heard', async () => {
    openBot();
    await ready();
    discord.gateway.drop();
    const delivered = discord.slash(status);
    await until(() => discord.gateway.counts.resumed === 1);
    await delivered;
    await until(() => heard.length === 1);
  });

  test('comes again when Discord asks it to', async () => {
    openBot();
    await ready();
    discord.gateway.reconnect();
    await until(() => discord.gateway.counts.resumed === 1);
  });

  test('is made anew when Discord ended it for good', async () => {
    openBot();
    await ready();
    discord.gateway.close(4014);
    await until(() => log.lines.some((line) => line.includes('for good')));
    time += 30;
    await until(() => discord.gateway.counts.identified === 2);
  });

  test('with a bad token is refused once, said, and not hammered', async () => {
    discord.withdrawToken();
    openBot();
    await until(() => log.lines.some((line) => line.includes('does not take the bot token')));
    const asked = discord.requests.length;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(discord.requests).toHaveLength(asked);
  });
});

describe('one bot in two places', () => {
  test('each answers for its own server', async () => {
    const { guild, channel, state, town } = discord;
    const places = [placeAt('one', guild, channel), placeAt('two', town.otherGuild, town.otherChannel)];
    const keptBy: string[] = [];
    for (const place of places) {
      const hear: DiscordParts['hear'] = async (delivery) => {
        keptBy.push(delivery.place);
        return 'new';
      };
      openBot({ place, config: config(places), hear });
    }
    await until(() => discord.gateway.connected() === 2 && state.commands.size === 2);
    expect((await discord.slash(status)).interaction.first?.type).toBe(5);
    expect((await discord.slash(status, { channel: town.otherChannel })).interaction.first?.type).toBe(5);
    await until(() => keptBy.length === 2);
    expect(keptBy).toEqual(['one', 'two']);
  });

  test('in direct messages and in one server, only who acknowledged goes on', async () => {
    const { guild, channel, state } = discord;
    const places = [placeAt('one', guild, channel), placeAt('two', guild, channel)];
    for (const place of places) openBot({ place, config: config(places) });
    await until(() => discord.gateway.connected() === 2 && state.commands.size === 1);
    await discord.slash(status);
    const callbacks = () =>
      discord.requests.filter(({ path, status: code }) => /callback$/.test(path) && code !== 0);
    await until(() => callbacks().length === 2 && heard.length > 0);
    expect(callbacks().map(({ status: code }) => code)).toEqual([204, 400]);
    expect(heard).toHaveLength(1);
  });
});

describe('the acknowledgement', () => {
  test('that came too late lets nothing happen: the person was told so and presses again', async () => {
    openBot();
    await ready();
    discord.gateway.drop();
    const slow = discord.slash(status);
    time += 3001;
    await slow;
    await until(() => log.lines.some((line) => line.includes('did not take the acknowledgement')));
    expect(heard).toEqual([]);
  });

  test('that Discord cannot take lets the command go on, because a rollback must not wait', async () => {
    openBot();
    await ready();
    discord.faults.add({ path: /callback$/, how: { kind: 'cut' } });
    void discord.slash(status);
    await until(() => heard.length === 1);
  });
});

test('a rollback waits for no acknowledgement, and anything else does', async () => {
  openBot();
  await ready();
  const mend = discord.faults.add({ path: /callback/, how: { kind: 'slow', millis: 1500 } });
  const options = { target: 'shop', reason: 'slow' };
  const asked = discord.slash(status);
  const rolling = discord.slash({ command: 'belay', sub: 'rollback', options });
  await until(() => heard.length > 0);
  mend();
  const [first, second] = await Promise.all([rolling, asked]);
  await until(() => heard.length === 2);
  expect(heard).toEqual([first.interaction.id, second.interaction.id]);
});
