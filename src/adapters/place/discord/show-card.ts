import type { Card } from '../../../core/card/card.ts';
import type { Failure } from '../../../core/failure.ts';
import { cardMessage } from '../../../render/discord/card.ts';
import { decideEdit, readShown, shownOf, shownText, waitToEdit } from '../edit-pace.ts';
import { editMessage } from './edit.ts';
import type { DiscordParts } from './parts.ts';
import { postOnce } from './post-once.ts';
import { isCardOf } from './seen-message.ts';

export interface ShownCard {
  readonly ref: string;
  /** Set when its newest state must wait its turn. */
  readonly wait: Failure | null;
}

/** Posts the card once, then edits it. One that somebody deleted is posted anew. */
export async function showCard(parts: DiscordParts, key: string, card: Card): Promise<ShownCard> {
  const { name, posts, clock } = parts;
  const known = await posts.get(name, key);
  if (known?.ref == null) return { ref: await postCard(parts, key, card), wait: null };
  const after = shownOf(card);
  const edit = decideEdit(readShown(known.shown), after, known.at, clock());
  if (edit.kind === 'same') return { ref: known.ref, wait: null };
  if (edit.kind === 'wait') return { ref: known.ref, wait: waitToEdit(edit.for) };
  if (await editMessage(parts, known.ref, cardMessage(card))) {
    await posts.save({ ...known, shown: shownText(after), at: clock() });
    return { ref: known.ref, wait: null };
  }
  await posts.remove(name, key);
  return { ref: await postCard(parts, key, card), wait: null };
}

async function postCard(parts: DiscordParts, key: string, card: Card): Promise<string> {
  const posted = await postOnce(parts, {
    key,
    rollout: card.rollout,
    channel: parts.channel,
    message: cardMessage(card),
    shown: shownText(shownOf(card)),
    recognise: isCardOf(card.rollout),
  });
  return posted.kind === 'posted' ? posted.ref : '';
}
