import type { Card } from '../../../core/card/card.ts';
import { Failure } from '../../../core/failure.ts';
import type { RolloutId } from '../../../core/ids.ts';
import type { Post } from '../../../ports/posts.ts';
import { cardMessage } from '../../../render/slack/card.ts';
import { undoFile } from '../../../render/slack/card-undo.ts';
import { decideEdit, readShown, shownOf, shownText, waitToEdit } from '../edit-pace.ts';
import type { Turn } from '../pace.ts';
import type { SlackDesk } from './desk.ts';
import { postOnce } from './post-once.ts';
import { postMessage, updateMessage } from './send.ts';
import { isGone, slackFailure } from './slack-failure.ts';
import { readRef, type SlackRef } from './slack-ref.ts';
import { uploadOnce } from './upload.ts';

/** Posts a rollout's card, or edits it when it shows something else. */
export async function showCard(desk: SlackDesk, turnToEdit: Turn, key: string, card: Card): Promise<void> {
  const post = await desk.posts.get(desk.name, key);
  const ref = post?.ref == null ? null : readRef(post.ref);
  if (post === null || ref === null) await postCard(desk, key, card);
  else await editCard(desk, turnToEdit, { key, card, post, ref });
  await shareUndo(desk, key, card);
}

/** Commands that are too long for the card go into its thread, once: a queued rollout has none yet. */
async function shareUndo(desk: SlackDesk, key: string, card: Card): Promise<void> {
  const file = undoFile(card);
  const thread = file === null ? null : await threadOf(desk, card.rollout);
  if (file === null || thread === null) return;
  const to = { rollout: card.rollout, channel: thread.channel, thread: thread.ts };
  try {
    await uploadOnce(desk, to, `undo/${key}`, [{ ...file, data: Buffer.from(file.content), alt: null }]);
  } catch (error) {
    // A workspace that takes no files must not keep the card from being current.
    if (!(error instanceof Failure) || error.code !== 'place-refused') throw error;
    desk.log.warn({ err: error, place: desk.name }, 'what undoes by hand could not be put into the thread');
  }
}

async function postCard(desk: SlackDesk, key: string, card: Card): Promise<void> {
  await postOnce(desk, {
    key,
    rollout: card.rollout,
    channel: desk.channel,
    thread: null,
    shown: shownText(shownOf(card)),
    send: () =>
      postMessage(
        desk,
        { channel: desk.channel, thread: null },
        key,
        cardMessage(card, desk.linkOf(card.rollout)),
      ),
  });
}

interface Edited {
  readonly key: string;
  readonly card: Card;
  readonly post: Post;
  readonly ref: SlackRef;
}

async function editCard(desk: SlackDesk, turnToEdit: Turn, edited: Edited): Promise<void> {
  const { key, card, post, ref } = edited;
  const shown = shownOf(card);
  const edit = decideEdit(readShown(post.shown), shown, post.at, desk.clock());
  if (edit.kind === 'same') return;
  if (edit.kind === 'wait') throw waitToEdit(edit.for);
  await turnToEdit('edits');
  try {
    await updateMessage(desk, ref, cardMessage(card, desk.linkOf(card.rollout)));
  } catch (error) {
    if (isGone(error)) return postAnew(desk, edited);
    throw slackFailure(error, `edit its message in ${ref.channel}`);
  }
  await desk.posts.save({ ...post, shown: shownText(shown), at: desk.clock(), key });
}

/**
 * Somebody deleted the card. It is posted anew once, because a rollout that nobody sees is a danger; whoever deletes
 * it again means it, and reads of the rollout in its thread or elsewhere.
 */
async function postAnew(desk: SlackDesk, { key, card, post }: Edited): Promise<void> {
  const again = `anew/${key}`;
  const before = await desk.posts.get(desk.name, again);
  if (before !== null && before.shown !== post.ref) {
    await desk.posts.save({ ...post, shown: shownText(shownOf(card)), at: desk.clock() });
    return;
  }
  const { name: place, clock } = desk;
  await desk.posts.save({
    place,
    key: again,
    rollout: card.rollout,
    ref: null,
    shown: post.ref ?? '',
    at: clock(),
  });
  await desk.posts.remove(place, key);
  await postCard(desk, key, card);
}

/** The message in whose thread everything about a rollout is said; null before its card is posted. */
export async function threadOf({ posts, name }: SlackDesk, rollout: RolloutId): Promise<SlackRef | null> {
  const card = (await posts.of(name, rollout)).find(({ key }) => key.startsWith('card/'));
  return card?.ref == null ? null : readRef(card.ref);
}
