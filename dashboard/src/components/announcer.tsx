import { useEffect } from 'preact/hooks';
import type { Card } from '../../../src/core/card/card.ts';
import { versionWords } from '../../../src/core/card/version-words.ts';
import { sentenceCase } from '../format.ts';

/** Tells the card's news to people who do not see it change, by voice and in the tab's title. Nothing here ticks. */
export function Announcer({ card }: { card: Card }) {
  const title = `${card.service} ${versionWords(card.version)}: ${sentenceCase(card.phase).toLowerCase()} · Belay`;
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <p class="unseen" role="status" aria-live="polite">
      {card.title}: {card.now.sentence}
    </p>
  );
}
