import { counted } from '../../prose.ts';
import { withoutComments } from './comments.ts';
import { withoutTags } from './tags.ts';

/** What was taken out of a text before anybody relied on it. */
export interface Removed {
  /** Comments, hidden elements and tags. */
  readonly comments: number;
  /** Invisible characters, counted in UTF-16 code units. */
  readonly invisible: number;
  readonly secrets: number;
  /** True when something was left out because the text was too long or repeated itself. */
  readonly clipped: boolean;
}

export interface Cleaned {
  readonly text: string;
  readonly removed: Removed;
}

/** Longer texts are cut before they are looked at. In UTF-16 code units. */
const longest = 1_000_000;
const mostRepeats = 8;

/** Everything that is there and is not seen: format and control characters, tags, fillers, variation selectors. */
const unseen = /[\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Default_Ignorable_Code_Point}\u2800]|(?![\n\t])\p{Cc}/gu;

/**
 * Text from outside as a person would see it on the page: no comments, tags or hidden elements, no invisible
 * characters, Unicode NFC, no long runs of anything, at most `limit` UTF-16 code units. Takes time that grows with the
 * text alone, whatever stands in it. Secrets are another matter: see `src/ports/redact.ts`.
 */
export function clean(text: string, { limit }: { readonly limit: number }): Cleaned {
  const read = text
    .slice(0, longest)
    .replace(/\r\n?|[\u0085\u2028\u2029]/gu, '\n')
    .normalize('NFC');
  const visible = read.replace(unseen, '').normalize('NFC');
  const { text: uncommented, count: comments } = withoutComments(visible);
  const { text: plain, count: tags } = withoutTags(uncommented);
  const tidied = tidy(plain);
  const capped = cap(tidied.text, limit);
  return {
    text: capped.text,
    removed: {
      comments: comments + tags,
      invisible: Math.max(0, read.length - visible.length),
      secrets: 0,
      clipped: text.length > longest || tidied.repeats || capped.clipped,
    },
  };
}

/** No more than `limit` UTF-16 code units; no character is cut in two. */
export function cap(text: string, limit: number): { readonly text: string; readonly clipped: boolean } {
  if (text.length <= limit) return { text, clipped: false };
  const kept = text
    .slice(0, Math.max(0, limit - 1))
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd();
  return { text: limit < 1 ? '' : `${kept}…`, clipped: true };
}

/** `2 hidden parts, 1 secret; cut`; null when nothing was taken out. */
export function removedWords({ comments, invisible, secrets, clipped }: Removed): string | null {
  const parts = [
    ...(comments > 0 ? [counted(comments, 'tag or hidden part', 'tags or hidden parts')] : []),
    ...(invisible > 0 ? [counted(invisible, 'invisible character')] : []),
    ...(secrets > 0 ? [counted(secrets, 'secret')] : []),
    ...(clipped ? ['what was too long'] : []),
  ];
  return parts.length === 0 ? null : `Left out: ${parts.join(', ')}.`;
}

/** Long runs of white space, of one character and of combining marks become short ones. */
function tidy(text: string): { readonly text: string; readonly repeats: boolean } {
  let repeats = false;
  const shorten = (run: string) => {
    repeats = true;
    return Array.from(run).slice(0, mostRepeats).join('');
  };
  const tidied = text
    .replace(/[^\S\n]{9,}/gu, ' '.repeat(mostRepeats))
    .replace(/[^\S\n]+\n/gu, '\n')
    .replace(/\n{3,}/gu, '\n\n')
    .replace(/\p{M}{5,}/gu, (marks) => {
      repeats = true;
      return Array.from(marks).slice(0, 4).join('');
    })
    .replace(/([^\n])\1{8,}/gu, shorten)
    .trim();
  return { text: tidied, repeats };
}
