import type { PlaceName } from '../../core/ids.ts';
import type { Instant } from '../../core/time.ts';
import type { Place } from '../../ports/place.ts';
import type { Messages } from '../../ports/store.ts';

/** The web console: its messages live in the store, and the page is told that they changed. */
export function createConsole(name: PlaceName, messages: Messages, clock: () => Instant): Place {
  const post = messages.post.bind(messages);
  return {
    name,
    remote: false,
    card: (key, card) =>
      post({ key, place: name, rollout: card.rollout, kind: 'card', body: card, at: clock() }),
    line: (key, rollout, text) => post({ key, place: name, rollout, kind: 'line', body: text, at: clock() }),
    document: (key, rollout, { tree }) =>
      post({ key, place: name, rollout, kind: 'document', body: tree, at: clock() }),
  };
}
