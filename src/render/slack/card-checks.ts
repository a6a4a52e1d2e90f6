import type { Card, CardCheck, Tone } from '../../core/card/card.ts';
import { counted } from '../../core/prose.ts';
import type { CardDetail } from './card-detail.ts';
import { shortened } from './escape.ts';
import { prose } from './prose.ts';
import { bold, emoji, italic, linesOf, link, newLine, type Piece, text } from './rich-text.ts';
import { toneEmoji } from './tone.ts';

const urgency: { readonly [T in Tone]: number } = { bad: 0, warning: 1, moving: 2, quiet: 3, good: 4 };

/** One line per check, short enough for a phone; what is wrong first, and in a sentence. */
export function cardChecks({ checks }: Pick<Card, 'checks'>, detail: CardDetail) {
  const sorted = checks.toSorted((one, other) => urgency[one.tone] - urgency[other.tone]);
  const shown = sorted.slice(0, detail.checks);
  const hidden = sorted.slice(detail.checks);
  return linesOf([
    ...withinLinks(shown, detail.links).map((check) => checkPieces(check, detail)),
    ...(hidden.length === 0 ? [] : [[italic(folded(hidden))]]),
  ]);
}

/** The first links that fit stay: those of what is wrong. */
function withinLinks(checks: readonly CardCheck[], most: number): readonly CardCheck[] {
  let used = 0;
  return checks.map(({ link: address, ...check }) => {
    used += address?.length ?? 0;
    return address === undefined || used > most ? check : { ...check, link: address };
  });
}

function folded(hidden: readonly CardCheck[]): string {
  const well = hidden.every(({ tone }) => tone === 'good') ? ', all well' : '';
  return `… and ${counted(hidden.length, 'more check', 'more checks')}${well}`;
}

/** The name leads to where the value can be looked up, which costs no line. */
function name({ label, link: address }: CardCheck, detail: CardDetail): Piece {
  const shown = shortened(label, detail.name);
  return address === undefined ? bold(shown) : link(shown, address, { bold: true });
}

function checkPieces(check: CardCheck, detail: CardDetail): readonly Piece[] {
  const stable = check.stable === '' ? '' : `, stable ${shortened(check.stable, detail.name)}`;
  const head = [
    emoji(toneEmoji[check.tone]),
    text(' '),
    name(check, detail),
    text(` ${shortened(check.value, detail.name)}${stable}`),
  ];
  const isWrong = check.tone === 'bad' || check.tone === 'warning';
  return isWrong
    ? [...head, newLine, ...prose(shortened(check.sentence, detail.sentence))]
    : [...head, text('  '), italic(shortened(check.rule, detail.name))];
}
