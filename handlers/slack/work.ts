import type { About } from '../../commands/command.ts';
import { speakerByAccount } from '../../src/config/find-speaker.ts';
import { strangerMessage } from '../../src/render/slack/stranger.ts';
import type { WorkDelivery } from '../hear/hear.ts';
import { sayBegun } from '../hear/say-begun.ts';
import { leavesTarget, refuseUnknownThread, type ThreadOf, threadOf } from '../hear/thread.ts';
import { answer, begun, whisper } from './answer.ts';
import { cardLink } from './card-link.ts';
import { SlackDelivery } from './delivery.ts';
import { publishHome } from './home.ts';
import type { SlackParts } from './slack-parts.ts';
import { accountOf } from './stranger.ts';

/** Says what was typed, clicked or sent, and answers whoever did it. */
export function createWork(parts: SlackParts): WorkDelivery {
  const { place, config } = parts;
  return async (kept, once) => {
    const { key, at, payload } = kept;
    const delivery = SlackDelivery.parse(payload);
    const speaker = speakerByAccount(config, 'slack', accountOf(delivery));
    if (speaker === null) {
      await whisper(parts, delivery, strangerMessage(accountOf(delivery)));
      return;
    }
    const thread = await threadOfDelivery(parts, delivery);
    if (thread.kind === 'unknown' && leavesTarget(delivery.text, parts.specs)) {
      await answer(parts, { key, at, delivery }, refuseUnknownThread(example(delivery.text)), null);
      return;
    }
    const about = aboutOf(parts, delivery, thread);
    const utterance = { text: delivery.text, speaker, place: place.name, about };
    const reply = await sayBegun(parts, { kept, once }, utterance, (sentence) =>
      begun(parts, { key, at, delivery }, sentence),
    );
    await answer(parts, { key, at, delivery }, reply, await cardLink(parts, delivery, reply));
    if (delivery.fromHome) await publishHome(parts, delivery);
  };
}

function aboutOf({ place }: SlackParts, { channel }: SlackDelivery, thread: ThreadOf): About {
  return {
    ...(thread.kind === 'rollout' ? { rollout: thread.rollout } : {}),
    // Whoever starts a rollout from Slack finds its card there, also when its environment names other places.
    origin: { place: place.name, thread: channel ?? place.channel },
  };
}

/** One app has one address for all its channels, so the card may be another place's of this workspace. */
async function threadOfDelivery(
  { place, config, store, log }: SlackParts,
  { channel, thread }: SlackDelivery,
): Promise<ThreadOf> {
  if (channel === null || thread === null) return { kind: 'none' };
  const places = config.places.filter((one) => one.kind === 'slack' && one.team === place.team);
  const names = places.map(({ name }) => name);
  return threadOf({ posts: store.posts, log }, names, [`${channel}/${thread}`]);
}

function example(text: string): string {
  const [command = ''] = text.trim().split(/\s/);
  return `@belay ${command.toLowerCase()} r-… "why"`;
}
