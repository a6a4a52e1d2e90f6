import type { Card, CardCheck, Tone } from '../../core/card/card.ts';
import { counted } from '../../core/prose.ts';
import type { CardDetail } from './card-detail.ts';
import { shortened } from './escape.ts';
import { prose } from './prose.ts';
import { bold, emoji, italic, linesOf, newLine, type Piece, text } from './rich-text.ts';
import { toneEmoji } from './tone.ts';

const urgency: { readonly [T in Tone]: number } = { bad: 0, warning: 1, moving: 2, quiet: 3, good: 4 };

/** One line per check, short enough for a phone; what is wrong first, and in a sentence. */
export function cardChecks({ checks }: Pick<Card, 'checks'>, detail: CardDetail) {
  const sorted = checks.toSorted((one, other) => urgency[one.tone] - urgency[other.tone]);
  const shown = sorted.slice(0, detail.checks);
  const hidden = sorted.slice(detail.checks);
  return linesOf([
    ...shown.map((check) => checkPieces(check, detail)),
    ...(hidden.length === 0 ? [] : [[italic(folded(hidden))]]),
  ]);
}

function folded(hidden: readonly CardCheck[]): string {
  const well = hidden.every(({ tone }) => tone === 'good') ? ', all well' : '';
  return `… and ${counted(hidden.length, 'more check', 'more checks')}${well}`;
}

function checkPieces(check: CardCheck, detail: CardDetail): readonly Piece[] {
  const stable = check.stable === '' ? '' : `, stable ${shortened(check.stable, detail.name)}`;
  const head = [
    emoji(toneEmoji[check.tone]),
    text(' '),
    bold(shortened(check.label, detail.name)),
    text(` ${shortened(check.value, detail.name)}${stable}`),
  ];
  const isWrong = check.tone === 'bad' || check.tone === 'warning';
  return isWrong
    ? [...head, newLine, ...prose(shortened(check.sentence, detail.sentence))]
    : [...head, text('  '), italic(shortened(check.rule, detail.name))];
}
