import { plainLine } from '../prose.ts';

/** Breaks a word for whoever looks for mentions, references and addresses in it; invisible to readers. */
const gap = '&#8203;';

/** Stands for the gap while the text is escaped: `plainLine` has removed this private character from the text. */
const mark = '\u{E000}';

/**
 * Plain text as Markdown that shows exactly that text on one line: no emphasis, link, image, HTML, heading, list, code,
 * mention, issue reference or bare address can come out of it (GitHub links `@name`, `#1`, `GH-1`, `https://…`,
 * `www.…` and mail addresses by themselves, and a backslash does not stop that).
 */
export function escapeMarkdown(text: string): string {
  return plainLine(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_[\]|~$^{}!#]/g, '\\$&')
    .replace(/[@#]/g, `$&${mark}`)
    .replace(/(GH)-(?=\d)/gi, `$1${mark}-`)
    .replace(/:(?=\/\/)/g, `:${mark}`)
    .replace(/(www)\./gi, `$1${mark}.`)
    .replace(/^([-+=])/, '\\$1')
    .replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2')
    .replaceAll(mark, gap);
}
