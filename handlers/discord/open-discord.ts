import { setImmediate } from 'node:timers/promises';
import { REST } from 'discord.js';
import type { Config, DiscordPlace } from '../../src/config/config.ts';
import type { CommandSpec } from '../../src/core/command/spec.ts';
import type { Instant } from '../../src/core/time.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Leases, Posts, RolloutIndex } from '../../src/ports/store.ts';
import type { Hear, WorkDelivery } from '../hear/hear.ts';
import type { PlaceListener } from '../http/routes/places.ts';
import { acknowledge } from './acknowledge.ts';
import type { Interacted } from './arrived.ts';
import { readInteraction } from './arrived.ts';
import { type First, firstResponse } from './first-response.ts';
import { type GatewayTiming, holdGateway, usualTiming } from './gateway.ts';
import { createListen } from './listen.ts';
import { registerCommands } from './register.ts';
import { slashCommand } from './slash-commands.ts';
import { createSuggest } from './suggest.ts';
import { createWork } from './work.ts';

export interface DiscordParts {
  readonly place: DiscordPlace;
  /** The bot token itself. */
  readonly token: string;
  readonly config: Config;
  readonly specs: readonly CommandSpec[];
  readonly store: Pick<RolloutIndex, 'recent'> & {
    readonly leases: Leases;
    readonly posts: Pick<Posts, 'find'>;
  };
  readonly hear: Hear['hear'];
  readonly newHolder: () => string;
  readonly clock: () => Instant;
  readonly log: Log;
  /** The usual one when left out. */
  readonly timing?: GatewayTiming;
}

export interface Discord extends AsyncDisposable {
  /** Answers interactions that Discord sends to `POST /places/NAME`; null without a public key in belay.yml. */
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
  const { place, token, config, specs, store, clock, log } = parts;
  const apiUrl = place.apiUrl?.replace(/\/+$/, '') ?? null;
  const api = apiUrl === null ? {} : { api: apiUrl };
  // What cannot be sent soon is given back, so that the inbox tries it again later and nothing waits in line here.
  const rest = new REST({
    ...api,
    retries: 1,
    timeout: 10_000,
    rejectOnRateLimit: ({ timeToReset }) => timeToReset > 3000,
  });
  const asBot = () => rest.setToken(token);
  const first = { config, guild: place.guild, suggest: createSuggest({ config, specs, store }) };
  const ending = new AbortController();
  const busy = new Set<Promise<unknown>>();

  function keep<T>(work: Promise<T>): void {
    const quiet = work.catch((error: unknown) => {
      log.error({ err: error, place: place.name }, 'something from Discord could not be heard');
    });
    busy.add(quiet);
    void quiet.finally(() => busy.delete(quiet));
  }

  async function hearLater({ id }: Interacted, { delivery }: First): Promise<void> {
    if (delivery !== null) await parts.hear({ place: place.name, key: id, payload: delivery });
  }

  async function fromGateway(raw: unknown): Promise<void> {
    const arrived = readInteraction(raw);
    if (arrived?.kind !== 'interacted') return;
    const answered = await firstResponse(first, arrived);
    if (await acknowledge(rest, arrived, answered.response, log)) await hearLater(arrived, answered);
  }

  const onHeld = async (): Promise<void> => {
    const changed = await registerCommands(asBot(), place.guild, [slashCommand(specs)]);
    if (changed) log.info({ place: place.name }, 'the commands were registered on Discord');
  };

  const { publicKey } = place;
  const listen = (hex: string) =>
    createListen({
      publicKey: hex,
      clock,
      respond: async (arrived) => {
        const answered = await firstResponse(first, arrived);
        // Discord has its answer first.
        keep(setImmediate().then(() => hearLater(arrived, answered)));
        return answered.response;
      },
    });

  return {
    listener:
      publicKey === null
        ? null
        : { kind: 'buffered', place: place.name, bodyLimit, listen: listen(publicKey) },
    work: createWork({ place, config, specs, posts: store.posts, asBot, clock }),
    start() {
      const { newHolder, timing = usualTiming } = parts;
      const gateway = {
        lease: `discord-gateway/${place.name}`,
        holder: newHolder(),
        leases: store.leases,
        token,
        api: apiUrl,
        hear: (raw: unknown) => keep(fromGateway(raw)),
        onHeld,
        timing,
        clock,
        log,
      };
      keep(holdGateway(gateway, ending.signal));
    },
    async [Symbol.asyncDispose]() {
      ending.abort();
      while (busy.size > 0) await Promise.all(busy);
    },
  };
}
