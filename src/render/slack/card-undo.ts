import type { KnownBlock } from '@slack/types';
import type { Card } from '../../core/card/card.ts';
import { counted } from '../../core/prose.ts';
import { type CardDetail, cardDetails } from './card-detail.ts';
import type { SlackFile } from './message.ts';
import { italic, preformatted, rich, section, text } from './rich-text.ts';

/** Commands that undo by hand when Belay is dead, each whole. */
export function undoBlocks({ undoByHand }: Card, detail: CardDetail): readonly KnownBlock[] {
  if (undoByHand.length === 0) return [];
  const shown = shownCommands(undoByHand, detail);
  const hidden = undoByHand.length - shown.length;
  const more =
    hidden === 0
      ? []
      : [section(italic(`… and ${counted(hidden, 'more command')}, in the file in the thread`))];
  return [
    rich(
      section(text('If Belay is dead, this sends everybody back by hand:')),
      ...(shown.length === 0 ? [] : [preformatted(shown)]),
      ...more,
    ),
  ];
}

/** In order and without a gap: a sequence with a hole in it would be worse than none. */
function shownCommands(commands: readonly string[], detail: CardDetail): readonly string[] {
  const shown = commands.slice(0, detail.undo);
  const long = shown.findIndex((command) => command.length > detail.sentence);
  return long === -1 ? shown : shown.slice(0, long);
}

/** All commands as a file, for the thread; null when a card of the usual size shows them all. */
export function undoFile({ rollout, title, undoByHand }: Card): SlackFile | null {
  const [, smaller] = cardDetails;
  if (smaller === undefined || shownCommands(undoByHand, smaller).length === undoByHand.length) return null;
  return {
    name: `undo-by-hand-${rollout}.txt`,
    title: 'Undo by hand, if Belay is dead',
    content: `# ${title.replace(/\s+/g, ' ')}\n${undoByHand.join('\n')}\n`,
  };
}
