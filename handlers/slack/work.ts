import type { About } from '../../commands/command.ts';
import { speakerByAccount } from '../../src/config/find-speaker.ts';
import type { RolloutId } from '../../src/core/ids.ts';
import { atMost, patience } from '../hear/at-most.ts';
import type { WorkDelivery } from '../hear/hear.ts';
import { answer, whisper } from './answer.ts';
import { cardLink } from './card-link.ts';
import { SlackDelivery } from './delivery.ts';
import { publishHome } from './home.ts';
import type { SlackParts } from './slack-parts.ts';
import { accountOf, strangerMessage } from './stranger.ts';

/** Says what was typed, clicked or sent, and answers whoever did it. */
export function createWork(parts: SlackParts): WorkDelivery {
  const { place, config } = parts;
  return async ({ key, at, payload }, once) => {
    const delivery = SlackDelivery.parse(payload);
    const speaker = speakerByAccount(config, 'slack', accountOf(delivery));
    if (speaker === null) {
      await whisper(parts, delivery, strangerMessage(delivery));
      return;
    }
    const about = await aboutOf(parts, delivery);
    const reply = await once({ text: delivery.text, speaker, place: place.name, about });
    await answer(parts, { key, at, delivery }, reply, await cardLink(parts, delivery, reply));
    if (delivery.fromHome) await publishHome(parts, delivery);
  };
}

async function aboutOf(parts: SlackParts, delivery: SlackDelivery): Promise<About> {
  const rollout = await rolloutOf(parts, delivery);
  const { name, channel } = parts.place;
  return {
    ...(rollout === null ? {} : { rollout }),
    // Whoever starts a rollout from Slack finds its card there, also when its environment names other places.
    origin: { place: name, thread: delivery.channel ?? channel },
  };
}

/** The rollout whose card is at the head of the thread; a store that is silent is not waited for. */
async function rolloutOf(
  { place, store, log }: SlackParts,
  { channel, thread }: SlackDelivery,
): Promise<RolloutId | null> {
  if (channel === null || thread === null) return null;
  const found = store.posts.find(place.name, `${channel}/${thread}`).catch((error: unknown) => {
    log.warn({ err: error }, 'a thread could not be looked up; its command must name its rollout');
    return null;
  });
  return (await atMost(patience, found))?.rollout ?? null;
}
