import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import { commands } from '../../../commands/registry.ts';
import { createHear, type Hear } from '../../../handlers/hear/hear.ts';
import { placeRoutes } from '../../../handlers/http/routes/places.ts';
import { openSlack } from '../../../handlers/slack/slack.ts';
import { openSlackClient } from '../../../src/adapters/place/slack/client.ts';
import { slackFailure } from '../../../src/adapters/place/slack/slack-failure.ts';
import type { SlackPlace } from '../../../src/config/config.ts';
import { PlaceName, type RolloutId } from '../../../src/core/ids.ts';
import { cardMessage } from '../../../src/render/slack/card.ts';
import { aLog } from '../../builders/log.ts';
import { appToken, openSlackDouble, type SlackDouble, signingSecret } from '../../doubles/slack/slack.ts';
import type { StoredMessage, StoredView } from '../../doubles/slack/state.ts';
import { memoryRouter } from '../memory-router.ts';
import { openWorld, type World } from '../world.ts';

const token = 'xoxb-town';
const channel = 'C0DEPLOYS';
/** Bo leads, Kim develops, Lou leads as well; Slack calls all of them `lea`. */
export const people = { bo: 'U0BO', kim: 'U0KIM', lou: 'U0LOU', stranger: 'U0STRANGER' } as const;

function configuration(api: string): string {
  return `version: 1
people:
  bo: { roles: [lead], accounts: { slack: T0SHOP/${people.bo} } }
  kim: { roles: [developer], accounts: { slack: T0SHOP/${people.kim} } }
  lou: { roles: [lead], accounts: { slack: T0SHOP/${people.lou} } }
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
  slack:
    kind: slack
    team: T0SHOP
    channel: C0DEPLOYS
    token: { env: SLACK_TOKEN }
    signing_secret: { env: SLACK_SIGNING_SECRET }
    app_token: { env: SLACK_APP_TOKEN }
    api_url: "${api}"
  staging:
    kind: slack
    team: T0SHOP
    channel: C0STAGING
    token: { env: SLACK_TOKEN }
    app_token: { env: SLACK_APP_TOKEN }
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
        - { weight: 10%, hold: 1s, then: { approvals: 1, of: lead } }
        - { weight: 100%, hold: 10s }
      rollback_when: [error-rate > 20% instant]
`;
}

export interface Bot extends AsyncDisposable {
  readonly how: 'http' | 'socket';
  /** What was acknowledged is kept and worked. */
  idle(): Promise<void>;
  readonly hear: Hear;
  /** Where this bot takes requests. */
  readonly url: string;
  readonly log: ReturnType<typeof aLog>;
}

export interface SlackWorld extends AsyncDisposable {
  readonly world: World;
  readonly slack: SlackDouble;
  readonly bot: Bot;
  /** One more, on the same store. */
  openBot(how?: 'http' | 'socket'): Promise<Bot>;
  /** Everything that was heard is worked. */
  idle(): Promise<void>;
  /** From now on Slack talks to this bot. */
  talkTo(bot: Bot): void;
  until(id: RolloutId, phase: string): Promise<RolloutId>;
  /** A rollout at its first stage, asked for on the console. */
  observed(version?: string): Promise<RolloutId>;
  /** A rollout that waits for approval. */
  waiting(person?: string): Promise<RolloutId>;
  phaseOf(id: RolloutId): Promise<string | undefined>;
  /** Posts the card as the place does. */
  cardOf(id: RolloutId): Promise<StoredMessage>;
  /** Ends what a test has left. */
  takeBack(): Promise<void>;
  /** What somebody alone was told, newest last, as texts. */
  whispers(user: string): readonly string[];
  /** What stands in a thread, as texts. */
  thread(ts: string): readonly StoredMessage[];
  homeOf(user: string): StoredView;
  modalOf(user: string): StoredView;
}

export async function openSlackWorld(): Promise<SlackWorld> {
  let clock = () => Date.now();
  const slack = await openSlackDouble({ clock: () => clock(), botToken: token });
  const world = await openWorld(configuration(slack.apiUrl), memoryRouter());
  clock = world.now;
  const bots: Bot[] = [];

  async function openBot(kind: 'http' | 'socket' = 'http'): Promise<Bot> {
    const bot = await startBot(world, kind);
    bots.push(bot);
    return bot;
  }

  function talkTo({ how, url }: Bot): void {
    slack.sendTo(how === 'http' ? { kind: 'http', url, secret: signingSecret } : { kind: 'socket' });
  }

  const bot = await openBot();
  talkTo(bot);
  const client = openSlackClient({ token, apiUrl: slack.apiUrl, log: aLog() });
  const phaseOf = async (id: RolloutId) => (await world.store.find(id))?.phase;
  const messages = () => [...slack.state.messages.values()];
  // Cards are not delivered here: the place keeps to Slack's pace in real time.
  const push = world.jobs.push.bind(world.jobs);
  world.jobs.push = (...added) => push(...added.filter(({ job }) => job.kind !== 'deliver'));
  async function until(id: RolloutId, phase: string): Promise<RolloutId> {
    await world.workUntil(async () => (await phaseOf(id)) === phase);
    return id;
  }
  const viewOf = (user: string, type: StoredView['type']) => {
    const found = [...slack.state.views.values()].findLast(
      (view) => view.user === user && view.type === type && view.open,
    );
    if (found === undefined) throw new Error(`no ${type} of ${user}`);
    return found;
  };

  return {
    world,
    slack,
    bot,
    openBot,
    async idle() {
      await Promise.all(bots.map((one) => one.idle()));
    },
    talkTo,
    until,
    observed: async (version = 'v2') =>
      until(await world.rolloutOf(`deploy shop ${version} to demo`), 'observing'),
    waiting: async (person = 'kim') =>
      until(await world.rolloutOf('deploy asked v2 to demo', person), 'waiting'),
    phaseOf,
    async cardOf(id) {
      const reply = await world.say(`status ${id}`);
      if (reply.kind !== 'cards' || reply.cards[0] === undefined) throw new Error('no card');
      const { text, blocks } = cardMessage(reply.cards[0]);
      const { ts = '' } = await client.chat.postMessage({ channel, text, blocks: [...blocks] });
      const post = {
        place: PlaceName.parse('slack'),
        key: `card/${id}`,
        rollout: id,
        ref: `${channel}/${ts}`,
      };
      await world.store.posts.save({ ...post, shown: '', at: world.now() });
      const message = slack.state.messages.get(post.ref);
      if (message === undefined) throw new Error('not posted');
      return message;
    },
    async takeBack() {
      for (const { id, open } of await world.store.recent({}, 20))
        if (open) await world.say(`rollback ${id}`);
      await world.work();
    },
    whispers: (user) =>
      messages()
        .filter((one) => one.onlyTo === user || one.channel === `D${user.slice(1)}`)
        .map(({ text }) => text),
    thread: (ts) => messages().filter(({ thread }) => thread === ts),
    homeOf: (user) => viewOf(user, 'home'),
    modalOf: (user) => viewOf(user, 'modal'),
    async [Symbol.asyncDispose]() {
      for (const one of bots) await one[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
      await slack[Symbol.asyncDispose]();
    },
  };
}

async function startBot(world: World, how: 'http' | 'socket'): Promise<Bot> {
  const { config, store, wired, now: clock } = world;
  const place = config.places.find(({ kind }) => kind === 'slack') as SlackPlace;
  const log = aLog();
  const specs = commands.map(({ spec }) => spec);
  const hearing = new Set<Promise<unknown>>();
  const hear = createHear({
    inbox: store.inbox,
    speak: wired.speak,
    specs,
    places: () => world.config.places.map(({ name }) => name),
    workerOf: () => listening.work,
    newHolder: randomUUID,
    clock,
    log,
  });
  const listening = openSlack({
    asReader: async (speaker) => speaker,
    place,
    config,
    access: config.access,
    specs,
    store,
    ledger: wired.ledger,
    cards: wired.cards,
    printPaper: wired.printPaper,
    hear(delivery) {
      const heard = hear.hear(delivery).finally(() => hearing.delete(heard));
      hearing.add(heard);
      return heard;
    },
    client: openSlackClient({ token, apiUrl: place.apiUrl, log }),
    asFailure: slackFailure,
    secrets: {
      token,
      signing: how === 'http' ? signingSecret : null,
      app: how === 'socket' ? appToken : null,
    },
    clock,
    log,
  });
  const server = Fastify({ logger: false, forceCloseConnections: true });
  placeRoutes(server, listening.listener === null ? [] : [listening.listener]);
  await server.listen({ host: '127.0.0.1', port: 0 });
  await listening.start();
  return {
    how,
    hear,
    log,
    async idle() {
      await Promise.all(hearing);
      await hear.idle();
    },
    url: `http://127.0.0.1:${(server.server.address() as AddressInfo).port}/places/slack`,
    async [Symbol.asyncDispose]() {
      await listening[Symbol.asyncDispose]();
      await hear.idle();
      await server.close();
    },
  };
}
