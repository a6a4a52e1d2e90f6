import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { REST, Routes } from 'discord.js';
import Fastify from 'fastify';
import { commands } from '../../../commands/registry.ts';
import { type Discord, openDiscord } from '../../../handlers/discord/open-discord.ts';
import { createHear, type Hear } from '../../../handlers/hear/hear.ts';
import { placeRoutes } from '../../../handlers/http/routes/places.ts';
import { discordFailure } from '../../../src/adapters/place/discord/failure.ts';
import type { DiscordPlace } from '../../../src/config/config.ts';
import type { RolloutId } from '../../../src/core/ids.ts';
import type { Store } from '../../../src/ports/store.ts';
import { cardMessage } from '../../../src/render/discord/card.ts';
import { aLog } from '../../builders/log.ts';
import { type Delivered, type DiscordDouble, openDiscordDouble } from '../../doubles/discord/discord.ts';
import type { Interaction, Message } from '../../doubles/discord/state.ts';
import { memoryRouter } from '../memory-router.ts';
import { openWorld, type World } from '../world.ts';

/** bo leads, kim develops; a stage that asks, so that there is something to approve. */
function configuration({ town, publicKey, api }: DiscordDouble): string {
  return `version: 1
people:
  bo: { roles: [lead], accounts: { discord: "${town.bo.id}" } }
  kim: { roles: [developer], accounts: { discord: "${town.kim.id}" } }
  lee: { roles: [lead], accounts: { discord: "${town.lee.id}" } }
  robot: { roles: [lead], accounts: { discord: "${town.robot.id}" } }
access:
  status: anyone
  deploy: [developer, lead]
  rollback: lead
  pause: lead
  resume: lead
  promote: lead
  approve: lead
  reject: lead
  note: [developer, lead]
  lock: lead
  unlock: lead
places:
  console: { kind: console }
  discord:
    kind: discord
    guild: "${town.guild}"
    channel: "${town.channel}"
    token: { env: DISCORD_TOKEN }
    public_key: "${publicKey}"
    api_url: "${api}"
  staging:
    kind: discord
    guild: "${town.guild}"
    channel: "${town.otherChannel}"
    token: { env: DISCORD_TOKEN }
    api_url: "${api}"
routers:
  edge: { kind: embedded, listen: "127.0.0.1:8080" }
  other: { kind: embedded, listen: "127.0.0.1:8081" }
environments:
  demo: {}
services:
  shop:
    versions: { v1: "http://127.0.0.1:4101", v2: "http://127.0.0.1:4102", v3: "http://127.0.0.1:4103" }
    stable: v1
    traffic: { router: edge }
    plan:
      evaluation: { interval: 1s, window: 5s }
      stages:
        - { weight: 10%, hold: 10m }
        - { weight: 100%, hold: 10s }
      rollback_when: [error-rate > 20% instant]
  asked:
    versions: { v1: "http://127.0.0.1:4101", v2: "http://127.0.0.1:4102" }
    stable: v1
    traffic: { router: other }
    plan:
      evaluation: { interval: 1s, window: 5s }
      stages:
        - { weight: 10%, hold: 2s, then: { approvals: 1, of: lead } }
        - { weight: 100%, hold: 10s }
      rollback_when: [error-rate > 20% instant]
`;
}

export interface DiscordWorld extends AsyncDisposable {
  readonly world: World;
  readonly discord: DiscordDouble;
  /** One bot; it holds the gateway. */
  readonly bot: Bot;
  /** One more, on the same store. */
  openBot(): Promise<Bot>;
  /** What an interaction was answered in the end, as one text. */
  answerTo(delivered: Delivered): Promise<string>;
  /** A rollout at its first stage, asked for on the console. */
  observed(version?: string): Promise<RolloutId>;
  /** A rollout that waits for approval. */
  waiting(): Promise<RolloutId>;
  phaseOf(id: RolloutId): Promise<string | undefined>;
  /** The card as the place posts it. */
  cardOf(id: RolloutId): Promise<Message>;
  /** Ends what a test has left. */
  takeBack(): Promise<void>;
}

export interface Bot extends AsyncDisposable {
  readonly discord: Discord;
  readonly hear: Hear;
  /** Where this bot takes interactions over HTTP. */
  readonly url: string;
  readonly log: ReturnType<typeof aLog>;
}

export async function openDiscordWorld(): Promise<DiscordWorld> {
  let clock = () => Date.now();
  const rates = { perChannel: { limit: 1000, millis: 1000 }, globally: { limit: 1000, millis: 1000 } };
  const discord = await openDiscordDouble({ clock: () => clock(), rates });
  const world = await openWorld(configuration(discord), memoryRouter());
  clock = world.now;
  // Cards are not delivered here: that is about the place, not about what is heard.
  const push = world.jobs.push.bind(world.jobs);
  world.jobs.push = (...added) => push(...added.filter(({ job }) => job.kind !== 'deliver'));
  const place = world.config.places.find(({ kind }) => kind === 'discord') as DiscordPlace;
  const bots: Bot[] = [];

  async function openBot(): Promise<Bot> {
    const bot = await startBot(world, place, discord.token, world.store);
    bots.push(bot);
    return bot;
  }

  const bot = await openBot();
  while (discord.state.commands.size === 0) await new Promise((resolve) => setTimeout(resolve, 5));

  async function reach(id: RolloutId, phase: string): Promise<RolloutId> {
    await world.workUntil(async () => (await world.store.find(id))?.phase === phase);
    return id;
  }

  return {
    world,
    discord,
    bot,
    openBot,
    async answerTo({ interaction }) {
      for (const { hear } of bots) await hear.idle();
      const message = await settled(discord, interaction, bots);
      return JSON.stringify([message?.content, message?.components]);
    },
    observed: async (version = 'v2') => reach(await world.rolloutOf(`deploy shop ${version}`), 'observing'),
    waiting: async () => reach(await world.rolloutOf('deploy asked v2', 'kim'), 'waiting'),
    async cardOf(id) {
      const reply = await world.say(`status ${id}`);
      if (reply.kind !== 'cards' || reply.cards[0] === undefined) throw new Error('no card');
      const rest = new REST({ api: discord.api }).setToken(discord.token);
      const { body } = cardMessage(reply.cards[0]);
      const posted = (await rest.post(Routes.channelMessages(discord.channel), { body })) as { id: string };
      const ref = `${discord.channel}/${posted.id}`;
      await world.store.posts.save({
        place: place.name,
        key: `card/${id}`,
        rollout: id,
        ref,
        shown: '',
        at: world.now(),
      });
      const message = discord.state.messages.get(posted.id);
      if (message === undefined) throw new Error('not posted');
      return message;
    },
    async takeBack() {
      for (const { id, open } of await world.store.recent({}, 20))
        if (open) await world.say(`rollback ${id}`);
      await world.work();
    },
    phaseOf: async (id) => (await world.store.find(id))?.phase,
    async [Symbol.asyncDispose]() {
      for (const one of bots) await one[Symbol.asyncDispose]();
      await discord[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}

/** Waits while it says "thinking…". */
async function settled(
  discord: DiscordDouble,
  interaction: Interaction,
  bots: readonly Bot[],
): Promise<Message | null> {
  for (let tries = 0; tries < 400; tries += 1) {
    const message = discord.original(interaction);
    if (message !== null && (message.flags & 128) === 0) return message;
    await new Promise((resolve) => setTimeout(resolve, 5));
    for (const { hear } of bots) await hear.idle();
  }
  return discord.original(interaction);
}

export async function startBot(world: World, place: DiscordPlace, token: string, store: Store): Promise<Bot> {
  const log = aLog();
  const specs = commands.map(({ spec }) => spec);
  const hear = createHear({
    inbox: store.inbox,
    speak: world.wired.speak,
    specs,
    places: () => world.config.places.map(({ name }) => name),
    workerOf: (name) => (name === place.name ? discord.work : null),
    newHolder: randomUUID,
    clock: world.now,
    log,
  });
  const discord = openDiscord({
    place,
    token,
    config: world.config,
    specs,
    store,
    ledger: world.wired.ledger,
    hear: hear.hear,
    printPaper: world.wired.printPaper,
    asFailure: (error) => discordFailure(error, 'discord'),
    newHolder: randomUUID,
    clock: world.now,
    log,
    timing: { renew: 20, lease: 60_000, retry: 20, retryToken: 20, retryHeld: 20 },
  });
  const server = Fastify({ forceCloseConnections: true });
  placeRoutes(server, discord.listener === null ? [] : [discord.listener]);
  await server.listen({ host: '127.0.0.1', port: 0 });
  const { port } = server.server.address() as AddressInfo;
  discord.start();
  return {
    discord,
    hear,
    url: `http://127.0.0.1:${port}/places/${place.name}`,
    log,
    async [Symbol.asyncDispose]() {
      await discord[Symbol.asyncDispose]();
      await hear.idle();
      await server.close();
    },
  };
}
