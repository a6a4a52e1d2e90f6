import { createHash } from 'node:crypto';
import type { RolloutId } from '../../../core/ids.ts';
import type { Post } from '../../../ports/posts.ts';
import type { DiscordMessage } from '../../../render/discord/message.ts';
import { lookFor } from './look-for.ts';
import type { DiscordParts } from './parts.ts';
import { type SeenMessage, SentMessage } from './seen-message.ts';

export interface Posting {
  readonly key: string;
  readonly rollout: RolloutId;
  readonly channel: string;
  readonly message: DiscordMessage;
  /** Digest of what it shows. */
  readonly shown: string;
  readonly recognise: (seen: SeenMessage) => boolean;
}

export type Posted =
  | { readonly kind: 'posted'; readonly ref: string }
  | { readonly kind: 'refused'; readonly code: number };

/**
 * Posts a message that is not there yet. Before it is sent, it is written down that it will be: when no answer comes,
 * or this process dies, the next try looks whether it arrived. Discord itself drops the second of two in a few minutes.
 * @param expected codes of refusals that are returned
 */
export async function postOnce(
  parts: DiscordParts,
  posting: Posting,
  expected: readonly number[] = [],
): Promise<Posted> {
  const { key, rollout, channel, message, shown, recognise } = posting;
  const known = await parts.posts.get(parts.name, key);
  if (known?.ref != null) return { kind: 'posted', ref: known.ref };
  const post = known ?? { place: parts.name, key, rollout, ref: null, shown: '', at: parts.clock() };
  const found = known === null ? null : await lookFor(parts, { key, channel, since: post.at, recognise });
  if (found !== null) {
    // What it shows is of the time it was sent, which is not known any more.
    await parts.posts.save({ ...post, ref: found, shown: '' });
    return { kind: 'posted', ref: found };
  }
  if (known === null) await parts.posts.save(post);
  await parts.turn(channel);
  const answer = await parts.ask(
    {
      method: 'POST',
      path: `/channels/${channel}/messages`,
      body: { ...message.body, nonce: nonceOf(post), enforce_nonce: true },
      files: message.files,
    },
    expected,
  );
  if (answer.kind === 'refused') return answer;
  const sent = SentMessage.parse(answer.body);
  const ref = `${channel}/${sent.id}`;
  await parts.posts.save({ ...post, ref, shown, at: parts.clock() });
  return { kind: 'posted', ref };
}

/** At most 25 characters; another one when the same key is posted anew after somebody deleted the first. */
function nonceOf({ place, key, at }: Post): string {
  return createHash('sha256').update(`${place} ${key} ${at}`).digest('base64url').slice(0, 24);
}
