import type { Card } from '../../core/card/card.ts';
import { counted } from '../../core/prose.ts';
import type { CardDetail } from './card-detail.ts';
import { shortened } from './escape.ts';
import { prose } from './prose.ts';
import { bold, emoji, italic, type Piece, text } from './rich-text.ts';
import { toneEmoji } from './tone.ts';

/** One line for each thing that every reader should know besides how the rollout does. */
export function remarkLines(
  { remarks = [] }: Pick<Card, 'remarks'>,
  detail: CardDetail,
): readonly (readonly Piece[])[] {
  const hidden = remarks.length - detail.remarks;
  return [
    ...remarks
      .slice(0, detail.remarks)
      .map(({ label, sentence, tone }) => [
        emoji(toneEmoji[tone]),
        text(' '),
        bold(`${shortened(label, detail.name)}: `),
        ...prose(shortened(sentence, detail.sentence)),
      ]),
    ...(hidden > 0 ? [[italic(`… and ${counted(hidden, 'more remark')}`)]] : []),
  ];
}
