import { REST } from 'discord.js';
import type { Config, DiscordPlace } from '../../src/config/config.ts';
import type { CommandSpec } from '../../src/core/command/spec.ts';
import type { Failure } from '../../src/core/failure.ts';
import type { Instant } from '../../src/core/time.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Posts } from '../../src/ports/posts.ts';
import type { Leases, RolloutIndex } from '../../src/ports/store.ts';
import type { Hear, WorkDelivery } from '../hear/hear.ts';
import type { PlaceListener } from '../http/routes/places.ts';
import type { PrintPaper } from '../papers/print-paper.ts';
import { type GatewayTiming, holdGateway, usualTiming } from './gateway.ts';
import { createHearInteractions, type HearInteractions } from './hear-interactions.ts';
import { createListen } from './listen.ts';
import { registerCommands } from './register.ts';
import { slashCommand } from './slash-commands.ts';
import { createSuggest } from './suggest.ts';
import { createWork } from './work.ts';

export interface DiscordParts {
  readonly place: DiscordPlace;
  /** The bot token itself. */
  readonly token: string;
  readonly config: Pick<Config, 'access' | 'people' | 'places' | 'services' | 'environments' | 'slots'>;
  readonly specs: readonly CommandSpec[];
  readonly store: Pick<RolloutIndex, 'recent'> & {
    readonly leases: Leases;
    readonly posts: Pick<Posts, 'find'>;
  };
  readonly ledger: Pick<Ledger, 'load'>;
  readonly hear: Hear['hear'];
  readonly printPaper: PrintPaper;
  /** What the SDK threw, in Belay's words. */
  readonly asFailure: (error: unknown) => Failure;
  readonly newHolder: () => string;
  readonly clock: () => Instant;
  readonly log: Log;
  /** The usual one when left out. */
  readonly timing?: GatewayTiming;
}

export interface Discord extends AsyncDisposable {
  /** Takes interactions that Discord sends to `POST /places/NAME`; null without a public key in belay.yml. */
  readonly listener: PlaceListener | null;
  /** Carries out what `hear` keeps. */
  readonly work: WorkDelivery;
  /** Connects to the gateway as soon as no other bot is. */
  start(): void;
}

/** No interaction of ours has more than a few kilobytes. */
const bodyLimit = 1024 * 1024;

/** What people do on Discord, over the gateway and over HTTP alike. */
export function openDiscord(parts: DiscordParts): Discord {
  const { place, token, config, specs, store, hear, printPaper, asFailure, clock, log } = parts;
  const api = place.apiUrl?.replace(/\/+$/, '') ?? null;
  // Nothing is tried again here, and nothing waits in line: the inbox does that, and knows until when it is of use.
  const rest = new REST({
    ...(api === null ? {} : { api }),
    retries: 0,
    timeout: 10_000,
    rejectOnRateLimit: () => true,
  });
  const asBot = () => rest.setToken(token);
  const guilds = new Set(config.places.flatMap((one) => (one.kind === 'discord' ? [one.guild] : [])));
  const first = { config, guilds, suggest: createSuggest({ config, specs, store, ledger: parts.ledger }) };
  const interactions = createHearInteractions({ place, first, rest, specs, hear, asFailure, log });
  const ending = new AbortController();
  let ended: Promise<void> = Promise.resolve();
  return {
    listener: listenerOf(place, interactions, clock),
    work: createWork({ place, config, specs, posts: store.posts, printPaper, asBot, asFailure, clock, log }),
    start() {
      ended = holdGateway(gatewayParts(parts, api, asBot, interactions), ending.signal);
    },
    async [Symbol.asyncDispose]() {
      ending.abort();
      await ended;
      await interactions.idle();
    },
  };
}

function listenerOf(
  { name, publicKey }: DiscordPlace,
  { fromHttp }: HearInteractions,
  clock: () => Instant,
): PlaceListener | null {
  if (publicKey === null) return null;
  const listen = createListen({ publicKey, respond: fromHttp, clock });
  return { kind: 'buffered', place: name, bodyLimit, listen };
}

function gatewayParts(
  { place, token, specs, store, newHolder, clock, log, timing = usualTiming }: DiscordParts,
  api: string | null,
  asBot: () => REST,
  { fromGateway }: HearInteractions,
) {
  return {
    lease: `discord-gateway/${place.name}`,
    holder: newHolder(),
    leases: store.leases,
    token,
    api,
    hear: fromGateway,
    async onHeld() {
      const changed = await registerCommands(asBot(), place.guild, [slashCommand(specs)]);
      if (changed) log.info({ place: place.name }, 'the commands were registered on Discord');
    },
    timing,
    clock,
    log,
  };
}
