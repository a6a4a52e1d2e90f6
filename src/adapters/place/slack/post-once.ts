import type { RolloutId } from '../../../core/ids.ts';
import type { Post } from '../../../ports/posts.ts';
import type { SlackDesk } from './desk.ts';
import { findPosted, type Lookup } from './find-posted.ts';
import { isGone, mayBeDone, slackFailure } from './slack-failure.ts';
import { readRef, refText, type SlackRef } from './slack-ref.ts';

export interface OnceOptions {
  readonly key: string;
  readonly rollout: RolloutId;
  readonly channel: string;
  readonly thread: string | null;
  /** Kept with the message. */
  readonly shown: string;
  readonly send: () => Promise<SlackRef>;
  /** Looks whether it was sent although no answer came; by the key on the message when left out. */
  readonly find?: (where: Lookup) => Promise<SlackRef | null>;
}

/**
 * Sends something that must not be there twice. Before it is sent it is written down, so that whoever comes after a
 * crash, or after a lost answer, looks there first.
 */
export async function postOnce(desk: SlackDesk, options: OnceOptions): Promise<SlackRef> {
  const { key, channel } = options;
  const post = await desk.posts.get(desk.name, key);
  const known = post?.ref == null ? null : readRef(post.ref);
  if (known !== null) return known;
  const doing = `post a message in ${channel}`;
  const found = post === null ? null : await lookBack(desk, options, post).catch(rethrow(doing));
  if (found !== null) return keep(desk, options, found, '');
  await desk.turnToPost(channel);
  const { rollout } = options;
  await desk.posts.save({
    place: desk.name,
    key,
    rollout,
    ref: null,
    shown: '',
    at: post?.at ?? desk.clock(),
  });
  try {
    return await keep(desk, options, await options.send(), options.shown);
  } catch (error) {
    // What Slack refused is not there, so that nobody has to look for it.
    if (post === null && !mayBeDone(error)) await desk.posts.remove(desk.name, key);
    throw slackFailure(error, doing);
  }
}

async function lookBack(desk: SlackDesk, options: OnceOptions, { at }: Post): Promise<SlackRef | null> {
  const where: Lookup = { channel: options.channel, thread: options.thread, since: at };
  const find = options.find ?? ((there: Lookup) => findPosted(desk, there, options.key));
  try {
    return await find(where);
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

/** @param shown empty for what was found: it may show an older state */
async function keep(desk: SlackDesk, options: OnceOptions, ref: SlackRef, shown: string): Promise<SlackRef> {
  const { key, rollout } = options;
  await desk.posts.save({ place: desk.name, key, rollout, ref: refText(ref), shown, at: desk.clock() });
  return ref;
}

function rethrow(doing: string): (error: unknown) => never {
  return (error) => {
    throw slackFailure(error, doing);
  };
}
