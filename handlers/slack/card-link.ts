import { setTimeout as sleep } from 'node:timers/promises';
import type { RolloutId } from '../../src/core/ids.ts';
import type { Reply } from '../../src/core/reply.ts';
import type { SlackReply } from '../../src/render/slack/reply.ts';
import type { SlackDelivery } from './delivery.ts';
import type { SlackParts } from './slack-parts.ts';

/** A card is posted a moment after the answer to `deploy` is known. */
const looks = 6;
const between = 300;

/**
 * Where the card of a rollout that was just asked for stands, for whoever asked somewhere else.
 * @returns null when they see it anyway, or when it is not there yet
 */
export async function cardLink(
  parts: Pick<SlackParts, 'client' | 'place' | 'store' | 'log'>,
  { channel, text }: SlackDelivery,
  reply: Reply,
): Promise<string | null> {
  if (reply.kind !== 'done' || reply.rollout === null || channel === parts.place.channel) return null;
  if (!/^\/?(deploy|release|ship)\b/i.test(text)) return null;
  try {
    for (let look = 0; look < looks; look += 1) {
      const ref = await cardRef(parts, reply.rollout);
      if (ref !== null) return await permalink(parts, ref);
      await sleep(between);
    }
  } catch (error) {
    parts.log.warn({ err: error }, 'the link to a card could not be found');
  }
  return null;
}

async function cardRef({ place, store }: Pick<SlackParts, 'place' | 'store'>, rollout: RolloutId) {
  const posts = await store.posts.of(place.name, rollout);
  return posts.find(({ key }) => key.startsWith('card/'))?.ref ?? null;
}

async function permalink({ client }: Pick<SlackParts, 'client'>, ref: string): Promise<string | null> {
  const [channel = '', ts = ''] = ref.split('/');
  const answer = await client.chat.getPermalink({ channel, message_ts: ts });
  return answer.permalink ?? null;
}

/** The link goes below the first message. */
export function withLink(reply: SlackReply, link: string | null): SlackReply {
  const [first, ...others] = reply.messages;
  if (first === undefined || link === null) return reply;
  const more = {
    type: 'section' as const,
    text: { type: 'mrkdwn' as const, text: `<${link}|Open its card>` },
  };
  return { ...reply, messages: [{ ...first, blocks: [...first.blocks, more] }, ...others] };
}
