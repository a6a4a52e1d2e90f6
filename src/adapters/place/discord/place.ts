import type { Card } from '../../../core/card/card.ts';
import { Failure } from '../../../core/failure.ts';
import type { Place } from '../../../ports/place.ts';
import { documentMessage } from '../../../render/discord/document.ts';
import { lineMessage } from '../../../render/discord/reply.ts';
import { createPace } from '../pace.ts';
import { askPeople } from './ask-people.ts';
import type { DiscordParts } from './parts.ts';
import { sayInThread } from './say-in-thread.ts';
import { type ShownCard, showCard } from './show-card.ts';
import { nameThread } from './thread.ts';

/** Discord lets five messages through in five seconds to one channel. */
const apart = 1100;

/** A channel of a Discord server: a card for each rollout, and a thread under it. */
export function createDiscordPlace(
  given: Omit<DiscordParts, 'turn' | 'linkOf'> & Partial<Pick<DiscordParts, 'linkOf'>>,
  turn = createPace(apart, given.clock),
): Place {
  const parts: DiscordParts = { linkOf: () => null, ...given, turn };
  return {
    name: parts.name,
    remote: true,
    card: (key, card) => tell(parts, key, card),
    line: (key, rollout, text) => sayInThread(parts, key, rollout, lineMessage(text)),
    document: (key, rollout, { tree, chart, pdf = null }) =>
      sayInThread(parts, key, rollout, documentMessage(tree, chart, pdf)),
  };
}

/** People are asked also while the card's newest figures wait their turn, and when its channel takes no card at all. */
async function tell(parts: DiscordParts, key: string, card: Card): Promise<void> {
  const { ref, wait } = await shownOrRefused(parts, key, card);
  await nameThread(parts, card.rollout, card.title);
  await askPeople(parts, card, `https://discord.com/channels/${parts.guild}/${ref ?? parts.channel}`);
  if (wait !== null) throw wait;
}

async function shownOrRefused(parts: DiscordParts, key: string, card: Card): Promise<ShownCard> {
  try {
    return await showCard(parts, key, card);
  } catch (error) {
    if (error instanceof Failure && error.code === 'place-refused') return { ref: null, wait: error };
    throw error;
  }
}
