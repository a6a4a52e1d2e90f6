import type {
  RichTextBlock,
  RichTextBlockElement,
  RichTextDate,
  RichTextEmoji,
  RichTextLink,
  RichTextPreformatted,
  RichTextSection,
  RichTextText,
} from '@slack/types';
import { instantText } from '../../core/documents/instant-text.ts';
import { plainLine } from '../../core/prose.ts';
import type { Instant } from '../../core/time.ts';
import type { WebLink } from '../../core/web-link.ts';
import { cut } from './escape.ts';
import { limits } from './limits.ts';

/** A piece of a line. Text in it is shown as it stands: rich text reads no mark-up, mention or address in text. */
export type Piece = RichTextText | RichTextDate | RichTextEmoji | RichTextLink;

export function text(value: string): RichTextText {
  return { type: 'text', text: line(value) };
}

export function bold(value: string): RichTextText {
  return { type: 'text', text: line(value), style: { bold: true } };
}

/** @param address one that `webLink` let pass */
export function link(value: string, address: WebLink, style: RichTextLink['style'] = {}): RichTextLink {
  return { type: 'link', url: address, text: line(value), style };
}

export function struck(value: string): RichTextText {
  return { type: 'text', text: line(value), style: { strike: true } };
}

export function italic(value: string): RichTextText {
  return { type: 'text', text: line(value), style: { italic: true } };
}

export function code(value: string): RichTextText {
  return { type: 'text', text: line(value), style: { code: true } };
}

export function emoji(name: string): RichTextEmoji {
  return { type: 'emoji', name };
}

export const newLine: RichTextText = { type: 'text', text: '\n' };

/** `today at 14:03`, on the reader's clock. */
export function when(at: Instant): RichTextDate {
  return {
    type: 'date',
    timestamp: Math.floor(at / 1000),
    format: '{date_short_pretty} at {time}',
    fallback: instantText(at),
  };
}

export function section(...pieces: readonly Piece[]): RichTextSection {
  return { type: 'rich_text_section', elements: pieces.filter(isSaid) };
}

/** Pieces of which each begins a line. */
export function linesOf(lines: readonly (readonly Piece[])[]): RichTextSection {
  return section(...lines.flatMap((pieces, index) => (index === 0 ? pieces : [newLine, ...pieces])));
}

export function preformatted(lines: readonly string[]): RichTextPreformatted {
  const shown = lines.map((value) => value.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')).join('\n');
  return { type: 'rich_text_preformatted', elements: [{ type: 'text', text: shown || ' ' }] };
}

export function rich(...elements: readonly RichTextBlockElement[]): RichTextBlock {
  return { type: 'rich_text', elements: [...elements] };
}

/** White space at the ends joins pieces to a line, so it is kept. */
function line(value: string): string {
  const [before = ''] = value.match(/^ +/) ?? [];
  const [after = ''] = value.match(/ +$/) ?? [];
  const middle = plainLine(value);
  return cut(middle === '' ? before : `${before}${middle}${after}`, limits.text);
}

/** Slack refuses a piece without text. */
function isSaid(piece: Piece): boolean {
  return piece.type !== 'text' || piece.text !== '';
}
