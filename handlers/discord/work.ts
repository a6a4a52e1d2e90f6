import type { About } from '../../commands/command.ts';
import type { Config, DiscordPlace } from '../../src/config/config.ts';
import { speakerByAccount } from '../../src/config/find-speaker.ts';
import { type Refusal, refuse } from '../../src/core/refusal.ts';
import type { Posts } from '../../src/ports/posts.ts';
import type { WorkDelivery } from '../hear/hear.ts';
import { type SayBegunParts, sayBegun } from '../hear/say-begun.ts';
import { refuseUnknownThread, threadOf } from '../hear/thread.ts';
import { type AnswerParts, answer, begun } from './answer.ts';
import { DiscordDelivery } from './delivery.ts';
import { slashText } from './slash-text.ts';

export interface WorkParts extends AnswerParts, SayBegunParts {
  readonly place: Pick<DiscordPlace, 'name' | 'channel' | 'guild'>;
  readonly config: Pick<Config, 'people' | 'places'>;
  readonly posts: Pick<Posts, 'find'>;
}

/** Says what was typed or pressed, and answers whoever did it. */
export function createWork(parts: WorkParts): WorkDelivery {
  const { place, config } = parts;
  return async (kept, once) => {
    const { key, at, payload } = kept;
    const delivery = DiscordDelivery.parse(payload);
    const speaker = speakerByAccount(config, 'discord', delivery.account);
    if (speaker === null) {
      await answer(parts, { key, at, delivery }, nobody);
      return;
    }
    const text = await textOf(parts, delivery);
    if (typeof text !== 'string') {
      await answer(parts, { key, at, delivery }, text);
      return;
    }
    const about: About = { origin: { place: place.name, thread: place.channel } };
    const utterance = { text, speaker, place: place.name, about };
    const reply = await sayBegun(parts, { kept, once }, utterance, (sentence) =>
      begun(parts, delivery, sentence),
    );
    await answer(parts, { key, at, delivery }, reply);
  };
}

const nobody = refuse(
  'not-heard',
  'Your Discord id was taken out of belay.yml meanwhile, so nothing was done.',
);

/** @returns a refusal when it cannot be known which rollout is meant */
async function textOf(parts: WorkParts, delivery: DiscordDelivery): Promise<string | Refusal> {
  const { said, parent, channel } = delivery;
  const { specs } = parts;
  if (said.kind === 'line') return said.text;
  const { name, values } = said;
  const aims = specs.find((spec) => spec.name === name)?.args.some(({ kind }) => kind === 'target') === true;
  if (!aims || Object.hasOwn(values, 'target') || parent === null) return slashText(name, values, specs);
  const thread = await threadOfCard(parts, parent, channel);
  switch (thread.kind) {
    case 'rollout':
      return slashText(name, { ...values, target: thread.rollout }, specs);
    case 'none':
      return slashText(name, values, specs);
    case 'unknown':
      return refuseUnknownThread(`/belay ${name} target:r-…`);
  }
}

/**
 * A thread that began at a card has the id of its message; one that was begun anew is remembered by its own. One
 * application hears all channels of a server, so the card may be another place's.
 */
function threadOfCard({ place, config, posts, log }: WorkParts, parent: string, thread: string) {
  const places = config.places.filter((one) => one.kind === 'discord' && one.guild === place.guild);
  const names = places.map(({ name }) => name);
  return threadOf({ posts, log }, names, [`${parent}/${thread}`, thread]);
}
