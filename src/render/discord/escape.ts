import { plainLine } from '../../core/prose.ts';
import type { WebLink } from '../../core/web-link.ts';

/** Breaks a word for whoever looks for mentions and addresses in it; invisible to readers. */
const gap = '\u200B';

/** Stands for the gap while the text is escaped: `plainLine` has removed this private character from the text. */
const mark = '\u{E000}';

/**
 * Plain text as Discord's Markdown that shows exactly that text on one line: nothing in it can mention, link, format,
 * hide, quote, or become a heading, a list, an emoji, a time or a command. A backslash does not stop what Discord looks
 * for before it reads Markdown (mentions, addresses, invitations), so those words are broken too.
 */
export function escapeDiscord(text: string): string {
  return plainLine(text)
    .replace(/[\\`*_~|[\]<]/g, '\\$&')
    .replace(/:(?=[\w+~-])/g, '\\:')
    .replace(/[@<]/g, `$&${mark}`)
    .replace(/:(?=\/\/)/g, `:${mark}`)
    .replace(/(discord\w*)\.(?=\w)/gi, `$1.${mark}`)
    .replace(/^([-+#>])/, '\\$1')
    .replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2')
    .replaceAll(mark, gap);
}

/**
 * Text that leads to an address, without a preview of it below.
 * @param shown Discord's Markdown already
 * @param address one that `webLink` let pass: no mark in it can end the link
 */
export function linked(shown: string, address: WebLink): string {
  return `[${shown}](<${address}>)`;
}

/** As typed, in the letters of a machine; text that cannot stand so is escaped instead. */
export function codeSpan(text: string): string {
  const line = plainLine(text);
  return line === '' || line.includes('`') ? escapeDiscord(line) : `\`${line}\``;
}

const unseen = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Lines to be copied as they are. */
export function codeBlock(lines: readonly string[]): string {
  const safe = lines.map((line) => line.replace(unseen, ' ').replace(/`(?=`)/g, `\`${gap}`));
  return ['```', ...safe, '```'].join('\n');
}

/**
 * A sentence of ours: what stands between backticks in it is shown as code, and everything is escaped. Code without
 * content still keeps apart what stands beside it.
 */
export function prose(sentence: string): string {
  const pieces = sentence.split('`');
  const closed = pieces.length % 2 === 1 ? pieces : [...pieces.slice(0, -2), pieces.slice(-2).join('`')];
  const shown = closed.map((piece, index) =>
    index % 2 === 0 ? between(piece, index, closed) : codeSpan(piece) || gap,
  );
  return shown.join('');
}

/** The spaces beside code belong to the sentence; two codes side by side would read as one. */
function between(piece: string, index: number, pieces: readonly string[]): string {
  const before = index > 0 && /^\s/u.test(piece) ? ' ' : '';
  const after = index < pieces.length - 1 && /\s$/u.test(piece) ? ' ' : '';
  const text = escapeDiscord(piece);
  if (text === '') return index === 0 || index === pieces.length - 1 ? '' : before || gap;
  return `${before}${text}${after}`;
}

/** Renders localized on the reader's clock, as `in 5 minutes`; Discord keeps it up to date. @param at milliseconds */
export function relativeTime(at: number): string {
  return `<t:${Math.floor(at / 1000)}:R>`;
}

/** Date and time on the reader's clock. @param at milliseconds */
export function momentTime(at: number): string {
  return `<t:${Math.floor(at / 1000)}:f>`;
}
