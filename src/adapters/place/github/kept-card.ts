import { Card } from '../../../core/card/card.ts';
import type { PlaceName, RolloutId } from '../../../core/ids.ts';
import type { Messages } from '../../../ports/store.ts';

/** A card as it was given last, with its key. */
export interface KeptCard {
  readonly key: string;
  readonly card: Card;
}

/** Null before the first, and for one that an older Belay kept and this one cannot read: the next one follows soon. */
export async function cardMessage(
  messages: Pick<Messages, 'thread'>,
  place: PlaceName,
  rollout: RolloutId,
): Promise<KeptCard | null> {
  const kept = (await messages.thread(place, rollout)).findLast(({ kind }) => kind === 'card');
  const card = Card.safeParse(kept?.body);
  return kept === undefined || !card.success ? null : { key: kept.key, card: card.data };
}
