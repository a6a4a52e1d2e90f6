import type { PlainTextElement } from '@slack/types';
import { plainLine } from '../../core/prose.ts';

/** Splits a word for whoever looks for links and names in it; nobody sees it. */
const joiner = '\u{2060}';

/**
 * Characters that mean formatting to Slack, and what looks like them. Slack's mrkdwn has no backslash, and a character
 * without width before a mark does not stop it everywhere.
 */
const lookalikes: Readonly<Record<string, string>> = { '*': '∗', _: 'ˍ', '~': '∼', '`': 'ˋ', ':': '∶' };

/**
 * Text as Slack's mrkdwn that shows it and nothing else: nobody is pinged, nothing links or is formatted, no emoji
 * comes out of it. Only for the line that stands in a notification; everything else is plain text or rich text, where
 * text is never read as anything but text.
 */
export function mrkdwnText(text: string): string {
  return plainLine(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/^>/, '›')
    .replace(/>/g, '&gt;')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, 'ˍ')
    .replace(/[*~`]|:(?=[\p{L}\p{N}/+_'-])/gu, (mark) => lookalikes[mark] ?? mark)
    .replace(/[@#]|(?<=[\p{L}\p{N}_-])\.(?=\p{L})/gu, `$&${joiner}`);
}

/** A plain text object; `:emoji:` stays as it was typed. */
export function plain(text: string, most: number): PlainTextElement {
  return { type: 'plain_text', text: shortened(text, most) || ' ', emoji: false };
}

/** One line of at most `most` characters; what is too long ends with `…`, and no character is cut in two. */
export function shortened(text: string, most: number): string {
  return cut(plainLine(text), most);
}

export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = most - 1;
  const split = /[\uD800-\uDBFF]/.test(text.charAt(end - 1));
  return `${text.slice(0, split ? end - 1 : end)}…`;
}
