import type { Card } from '../../../core/card/card.ts';
import type { Failure } from '../../../core/failure.ts';
import type { Post } from '../../../ports/posts.ts';
import { cardMessage } from '../../../render/discord/card.ts';
import { decideEdit, readShown, shownOf, shownText, waitToEdit } from '../edit-pace.ts';
import { editMessage } from './edit.ts';
import type { DiscordParts } from './parts.ts';
import { postOnce } from './post-once.ts';
import { isCardOf } from './seen-message.ts';

export interface ShownCard {
  /** Null where there is none: it is to stay away, or the channel took none. */
  readonly ref: string | null;
  /** Set when its newest state is not shown yet: it must wait its turn, or somebody must do something first. */
  readonly wait: Failure | null;
}

/** Instead of a reference: somebody deleted the card for good. */
const away = '-';

/** Posts the card once, then edits it. */
export async function showCard(parts: DiscordParts, key: string, card: Card): Promise<ShownCard> {
  const { name, posts, clock } = parts;
  const known = await posts.get(name, key);
  if (known?.ref === away) return { ref: null, wait: null };
  if (known?.ref == null) return { ref: await postCard(parts, key, card), wait: null };
  const after = shownOf(card);
  const edit = decideEdit(readShown(known.shown), after, known.at, clock());
  if (edit.kind === 'same') return { ref: known.ref, wait: null };
  if (edit.kind === 'wait') return { ref: known.ref, wait: waitToEdit(edit.for) };
  if (await editMessage(parts, known.ref, cardMessage(card, parts.linkOf(card.rollout)))) {
    await posts.save({ ...known, shown: shownText(after), at: clock() });
    return { ref: known.ref, wait: null };
  }
  return { ref: await postAnew(parts, known, card), wait: null };
}

/**
 * Somebody deleted the card. It is posted anew once, because a rollout that nobody sees is a danger; whoever deletes it
 * again means it, and reads of the rollout in its thread or elsewhere.
 */
async function postAnew(parts: DiscordParts, known: Post, card: Card): Promise<string | null> {
  const { name, posts, clock } = parts;
  const key = `anew/${known.key}`;
  if ((await posts.get(name, key)) !== null) {
    await posts.save({ ...known, ref: away });
    return null;
  }
  await posts.save({ place: name, key, rollout: card.rollout, ref: null, shown: '', at: clock() });
  await posts.remove(name, known.key);
  return postCard(parts, known.key, card);
}

async function postCard(parts: DiscordParts, key: string, card: Card): Promise<string | null> {
  const posted = await postOnce(parts, {
    key,
    rollout: card.rollout,
    channel: parts.channel,
    message: cardMessage(card, parts.linkOf(card.rollout)),
    shown: shownText(shownOf(card)),
    recognise: isCardOf(card.rollout),
  });
  return posted.kind === 'posted' ? posted.ref : null;
}
