import { cut, type Stripped } from './comments.ts';

interface Tag {
  readonly from: number;
  readonly to: number;
  readonly name: string;
  readonly closes: boolean;
  readonly hides: boolean;
}

const neverShown =
  /^(?:script|style|template|noscript|noembed|noframes|iframe|object|svg|math|head|title|select|datalist)$/u;
const hiding =
  /(?:^|[\s"'/])hidden(?:[\s=>/]|$)|display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0|font-size\s*:\s*0|color\s*:\s*(?:white|transparent|#fff)|aria-hidden/iu;
const voids = /^(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/u;

/** Takes out HTML tags with their attributes, and whole elements that a page does not show. */
export function withoutTags(text: string): Stripped {
  const tags = tagsOf(text);
  const ranges: { from: number; to: number }[] = [];
  let hidden: { readonly name: string; readonly from: number; depth: number } | null = null;
  for (const tag of tags) {
    if (hidden === null) {
      if (tag.hides) hidden = { name: tag.name, from: tag.from, depth: 1 };
      else ranges.push(tag);
    } else if (tag.name === hidden.name) {
      hidden.depth += tag.closes ? -1 : 1;
      if (hidden.depth === 0) {
        ranges.push({ from: hidden.from, to: tag.to });
        hidden = null;
      }
    }
  }
  if (hidden !== null) ranges.push({ from: hidden.from, to: text.length });
  return cut(text, ranges);
}

function tagsOf(text: string): readonly Tag[] {
  const endOf = createEndOf(text);
  const starts = /<(\/?)([a-z][a-z0-9:-]*)(?=[\s/>])/giu;
  const tags: Tag[] = [];
  for (let match = starts.exec(text); match !== null; match = starts.exec(text)) {
    const to = endOf(starts.lastIndex);
    if (to === null) break;
    const [, slash, typed = ''] = match;
    const name = typed.toLowerCase();
    const closes = slash === '/';
    const inside = text.slice(starts.lastIndex, to);
    const empty = voids.test(name) || inside.endsWith('/>');
    const hides = !closes && !empty && (neverShown.test(name) || hiding.test(inside));
    tags.push({ from: match.index, to, name, closes, hides });
    starts.lastIndex = to;
  }
  return tags;
}

/**
 * Where the tag ends that is open at a position; null when none ends any more. Quotes are heeded until one is found
 * that is never closed: from there on they are text, so that no input is read more than twice.
 */
function createEndOf(text: string): (from: number) => number | null {
  let heeding = true;
  return (from) => {
    if (heeding) {
      const end = quotedEnd(text, from);
      if (end !== null) return end;
      heeding = false;
    }
    const end = text.indexOf('>', from);
    return end === -1 ? null : end + 1;
  };
}

function quotedEnd(text: string, from: number): number | null {
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    if (character === '>') return at + 1;
    if (character !== '"' && character !== "'") continue;
    at = text.indexOf(character, at + 1);
    if (at === -1) return null;
  }
  return null;
}
