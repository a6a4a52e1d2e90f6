import type { REST } from 'discord.js';
import type { About } from '../../commands/command.ts';
import type { Config, DiscordPlace } from '../../src/config/config.ts';
import { speakerByAccount } from '../../src/config/find-speaker.ts';
import type { CommandSpec } from '../../src/core/command/spec.ts';
import type { PlaceName } from '../../src/core/ids.ts';
import { refuse } from '../../src/core/refusal.ts';
import type { Instant } from '../../src/core/time.ts';
import type { Posts } from '../../src/ports/store.ts';
import { atMost, patience } from '../hear/at-most.ts';
import type { WorkDelivery } from '../hear/hear.ts';
import { answer } from './answer.ts';
import { DiscordDelivery } from './delivery.ts';
import { slashText } from './slash-text.ts';

export interface WorkParts {
  readonly place: Pick<DiscordPlace, 'name' | 'channel'>;
  readonly config: Pick<Config, 'people'>;
  readonly specs: readonly CommandSpec[];
  readonly posts: Pick<Posts, 'find'>;
  /** The SDK forgets its token at a 401; this one has it. */
  readonly asBot: () => REST;
  readonly clock: () => Instant;
}

/** Says what was typed or pressed, and answers whoever did it. */
export function createWork(parts: WorkParts): WorkDelivery {
  const { place, config, asBot, clock } = parts;
  return async ({ key, at, payload }, once) => {
    const delivery = DiscordDelivery.parse(payload);
    const speaker = speakerByAccount(config, 'discord', delivery.account);
    if (speaker === null) {
      await answer(asBot(), { key, at, delivery }, nobody, clock());
      return;
    }
    const text = await textOf(parts, delivery);
    const about: About = { origin: { place: place.name, thread: place.channel } };
    const reply = await once({ text, speaker, place: place.name, about });
    await answer(asBot(), { key, at, delivery }, reply, clock());
  };
}

const nobody = refuse(
  'not-heard',
  'Your Discord id was taken out of belay.yml meanwhile, so nothing was done.',
);

async function textOf({ place, posts, specs }: WorkParts, delivery: DiscordDelivery): Promise<string> {
  const { said, parent, channel } = delivery;
  if (said.kind === 'line') return said.text;
  const { name, values } = said;
  const aims = specs.find((spec) => spec.name === name)?.args.some(({ kind }) => kind === 'target') === true;
  if (!aims || Object.hasOwn(values, 'target') || parent === null) return slashText(name, values, specs);
  const card = await atMost(
    patience,
    cardOf(posts, place.name, parent, channel).catch(() => null),
  );
  const target = card === null ? {} : { target: card.rollout };
  return slashText(name, { ...values, ...target }, specs);
}

/** A thread that began at a card has the id of its message; one that was begun anew is remembered by its own. */
async function cardOf(posts: WorkParts['posts'], place: PlaceName, parent: string, thread: string) {
  return (await posts.find(place, `${parent}/${thread}`)) ?? (await posts.find(place, thread));
}
