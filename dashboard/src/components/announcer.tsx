import type { Card } from '../../../src/core/card/card.ts';

/** Reads the card's news to people who do not see it change. Nothing here ticks. */
export function Announcer({ card }: { card: Card }) {
  return (
    <p class="unseen" role="status" aria-live="polite">
      {card.title}: {card.now.sentence}
    </p>
  );
}
