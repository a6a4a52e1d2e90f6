import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { commands } from '../../commands/registry.ts';
import { openDiscord } from '../../handlers/discord/open-discord.ts';
import { longestWebhook } from '../../handlers/github/listen.ts';
import { openGithubHandler } from '../../handlers/github/open-github.ts';
import { createHear, type Hear, type WorkDelivery } from '../../handlers/hear/hear.ts';
import type { PlaceListener } from '../../handlers/http/routes/places.ts';
import { openSlack } from '../../handlers/slack/slack.ts';
import { discordFailure } from '../adapters/place/discord/failure.ts';
import { openSlackClient } from '../adapters/place/slack/client.ts';
import { slackFailure } from '../adapters/place/slack/slack-failure.ts';
import type { DiscordPlace, GithubPlace, Place, SlackPlace } from '../config/config.ts';
import type { PlaceName } from '../core/ids.ts';
import type { Millis } from '../core/time.ts';
import { createAsReader } from '../ledger/as-reader.ts';
import type { Log } from '../ports/log.ts';
import { type ApprovalOf, readApprovalKey } from '../render/github/approval-key.ts';
import type { Opened } from './open-role.ts';

/** Where people speak to Belay through somebody else's servers. */
export interface Chats extends AsyncDisposable {
  /** For the places that deliver by HTTP. */
  readonly listeners: readonly PlaceListener[];
  /** Connects to those that deliver over a connection of ours, and works what was left by bots that died. */
  listenUntil(signal: AbortSignal): Promise<void>;
}

/** One place whose people are heard. */
interface Chat {
  readonly listener: PlaceListener | null;
  readonly work: WorkDelivery;
  /** Never throws. */
  readonly listenUntil: (signal: AbortSignal) => Promise<void>;
  readonly close: () => PromiseLike<void>;
}

/** @throws Failure secret-missing */
export async function openChats(opened: Opened): Promise<Chats> {
  const workers = new Map<PlaceName, WorkDelivery>();
  const heard = createHear({
    inbox: opened.store.inbox,
    speak: opened.wired.speak,
    specs,
    places: () => [...workers.keys()],
    workerOf: (place) => workers.get(place) ?? null,
    newHolder: randomUUID,
    clock: opened.clock,
    log: opened.log,
  });
  const hear: Hear = {
    ...heard,
    hear: (delivery, text) =>
      heard.hear({ ...delivery, place: firstOfApp(opened.config.places, delivery.place) }, text),
  };
  const chats = opened.config.places.flatMap((place) => {
    switch (place.kind) {
      case 'slack':
        return [{ name: place.name, ...openSlackChat(opened, place, hear) }];
      case 'discord':
        return [{ name: place.name, ...openDiscordChat(opened, place, hear) }];
      case 'github':
        return [{ name: place.name, ...openGithubChat(opened, place, hear) }];
      default:
        return [];
    }
  });
  for (const { name, work } of chats) workers.set(name, work);
  return {
    listeners: chats.flatMap(({ listener }) => (listener === null ? [] : [listener])),
    async listenUntil(signal) {
      await Promise.all([hear.workLeftUntil(signal), ...chats.map((chat) => chat.listenUntil(signal))]);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(chats.map(({ close }) => close()));
      await hear.idle();
    },
  };
}

const specs = commands.map(({ spec }) => spec);

/**
 * Several channels may be places of one app, which delivers to any of their addresses, and a signature does not say to
 * which: the inbox knows a delivery again because it counts as the first one's wherever it came in.
 */
export function firstOfApp(places: readonly Place[], name: PlaceName): PlaceName {
  const app = appOf(places.find((place) => place.name === name));
  if (app === null) return name;
  return places.find((place) => appOf(place) === app)?.name ?? name;
}

function appOf(place: Place | undefined): string | null {
  switch (place?.kind) {
    case 'slack':
      return JSON.stringify(['slack', place.team, place.token]);
    case 'discord':
      return JSON.stringify(['discord', place.guild, place.token]);
    default:
      return null;
  }
}

function openSlackChat(opened: Opened, place: SlackPlace, hear: Hear): Chat {
  const { config, store, clock, log, secretOf, wired } = opened;
  const { access, ledger, cards, printPaper, roles } = wired;
  const secrets = {
    token: secretOf(place.token),
    signing: place.signingSecret === null ? null : secretOf(place.signingSecret),
    app: place.appToken === null ? null : secretOf(place.appToken),
  };
  const slack = openSlack({
    ...{ place, config, access, specs, store, ledger, cards, secrets, clock, log },
    printPaper,
    asReader: createAsReader({ config, access, roles }),
    hear: hear.hear,
    client: openSlackClient({ token: secrets.token, apiUrl: place.apiUrl, log }),
    asFailure: slackFailure,
  });
  return {
    listener: slack.listener,
    work: slack.work,
    async listenUntil(signal) {
      await Promise.all([slack.start(), aborted(signal)]);
    },
    close: () => slack[Symbol.asyncDispose](),
  };
}

function openDiscordChat(opened: Opened, place: DiscordPlace, hear: Hear): Chat {
  const { config, store, clock, log, secretOf } = opened;
  const token = secretOf(place.token);
  const discord = openDiscord({
    ...{ place, token, config, specs, store, clock, log },
    ledger: opened.wired.ledger,
    hear: hear.hear,
    printPaper: opened.wired.printPaper,
    asFailure: (error) => discordFailure(error, place.name),
    newHolder: randomUUID,
  });
  return {
    listener: discord.listener,
    work: discord.work,
    async listenUntil(signal) {
      discord.start();
      await aborted(signal);
    },
    async close() {
      await discord[Symbol.asyncDispose]();
    },
  };
}

function openGithubChat(opened: Opened, place: GithubPlace, hear: Hear): Chat {
  const { config, store, clock, log, secretOf, wired } = opened;
  const { client, protect } = wired.places.githubOf(place.name);
  const github = openGithubHandler({
    ...{ place, config, specs, client, protect, hear, clock, log },
    secret: secretOf(place.webhookSecret),
    linkOf: wired.places.linkOf,
    requestIn: requestsIn(opened),
    rollouts: store,
    ledger: wired.ledger,
    storeAnswers: wired.lastKnown.answers,
    originOf: async (rollout) => (await wired.ledger.load(rollout))?.origin ?? null,
  });
  return {
    listener: {
      kind: 'buffered',
      place: place.name,
      bodyLimit: longestWebhook,
      listen: github.listen,
    },
    work: github.work,
    async listenUntil(signal) {
      const asking = { place: place.name, log, signal };
      await Promise.all([
        untilAnswered(github.learn, 'GitHub could not be asked which repositories it has', asking),
        untilAnswered(github.catchUp, 'GitHub could not be asked what had not arrived', asking),
      ]);
    },
    close: async () => undefined,
  };
}

/** Approval issues are posts of places of their own. */
function requestsIn({ config, store }: Opened): (thread: string) => Promise<ApprovalOf | null> {
  const places = config.places.filter(({ kind }) => kind === 'github-issue');
  return async (thread) => {
    for (const { name } of places) {
      const post = await store.posts.find(name, thread);
      const asked = post === null ? null : readApprovalKey(post.key);
      if (asked !== null) return asked;
    }
    return null;
  };
}

const tryAgain: Millis = 60_000;

/** Once, as soon as GitHub can be asked. */
async function untilAnswered(
  ask: () => Promise<unknown>,
  trouble: string,
  { place, log, signal }: { readonly place: PlaceName; readonly log: Log; readonly signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    try {
      await ask();
      return;
    } catch (error) {
      log.warn({ err: error, place }, `${trouble}; it is asked again`);
    }
    await sleep(tryAgain, undefined, { signal }).catch(() => undefined);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
