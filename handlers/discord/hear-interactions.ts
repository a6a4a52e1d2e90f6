import { setImmediate } from 'node:timers/promises';
import type { APIInteractionResponse } from 'discord.js';
import type { DiscordPlace } from '../../src/config/config.ts';
import type { CommandSpec } from '../../src/core/command/spec.ts';
import { isUrgent } from '../hear/command-of.ts';
import type { Hear } from '../hear/hear.ts';
import { type AcknowledgeParts, acknowledge } from './acknowledge.ts';
import { type Interacted, readInteraction } from './arrived.ts';
import type { DiscordDelivery } from './delivery.ts';
import { type First, type FirstParts, firstResponse } from './first-response.ts';

export interface HearInteractionsParts extends AcknowledgeParts {
  readonly place: Pick<DiscordPlace, 'name' | 'guild'>;
  readonly first: FirstParts;
  readonly specs: readonly CommandSpec[];
  readonly hear: Hear['hear'];
}

/** The two ways in. On both Discord has its first response before anything is kept or worked. */
export interface HearInteractions {
  /** As the gateway dispatched it; the response goes over REST. */
  fromGateway(raw: unknown): void;
  /** @returns the response, which is the answer to the request */
  fromHttp(arrived: Interacted): Promise<APIInteractionResponse>;
  /** Resolves when nothing is on its way any more. */
  idle(): Promise<void>;
}

export function createHearInteractions(parts: HearInteractionsParts): HearInteractions {
  const { place, first, hear, log } = parts;
  const busy = new Set<Promise<void>>();

  function goOn(work: Promise<void>): void {
    const quiet = work
      .catch((error: unknown) => {
        log.error({ err: error, place: place.name }, 'something from Discord could not be heard');
      })
      .finally(() => busy.delete(quiet));
    busy.add(quiet);
  }

  async function keep({ id }: Interacted, { delivery }: First): Promise<void> {
    if (delivery === null) return;
    await hear({ place: place.name, key: id, payload: delivery }, lineOf(delivery));
  }

  return {
    fromGateway: (raw) => goOn(overGateway(parts, raw, keep)),
    async fromHttp(arrived) {
      const answered = await firstResponse(first, arrived);
      goOn(setImmediate().then(() => keep(arrived, answered)));
      return answered.response;
    },
    async idle() {
      while (busy.size > 0) await Promise.all(busy);
    },
  };
}

async function overGateway(
  parts: HearInteractionsParts,
  raw: unknown,
  keep: (arrived: Interacted, answered: First) => Promise<void>,
): Promise<void> {
  const { place, first, specs } = parts;
  const arrived = readInteraction(raw);
  if (arrived?.kind !== 'interacted') return;
  // One bot account in two places hears everything twice; each place answers for its own server.
  const { guild } = arrived;
  if (guild !== null && guild !== place.guild && first.guilds.has(guild)) return;
  const answered = await firstResponse(first, arrived);
  const acknowledged = acknowledge(parts, arrived, answered.response);
  if (answered.delivery !== null && isUrgent(lineOf(answered.delivery), specs)) {
    // Heard twice it does no harm, and visitors do not wait for Discord.
    await Promise.all([acknowledged, keep(arrived, answered)]);
  } else if (await acknowledged) await keep(arrived, answered);
}

/** The line, or the command it begins with. */
function lineOf({ said }: DiscordDelivery): string {
  return said.kind === 'slash' ? said.name : said.text;
}
