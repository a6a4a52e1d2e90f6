interface Range {
  readonly from: number;
  readonly to: number;
}

/** Text without what a reader of the page does not see; every piece leaves one space, so that nothing new is joined. */
export interface Stripped {
  readonly text: string;
  /** Pieces that were taken out. */
  readonly count: number;
}

const cdata = /<!\[CDATA\[[\s\S]*?(?:\]\]>|$)/giu;
const declaration = /<(?:!(?=[a-z[])|\?)[^>]*(?:>|$)/giu;
const definition = /^[^\S\n]*\[[^\]\n]*\]:[^\n]*$/gmu;

/** Takes out HTML comments (nested, unclosed and conditional ones too), CDATA, declarations and Markdown's own comments. */
export function withoutComments(text: string): Stripped {
  let count = 0;
  const drop = () => {
    count += 1;
    return ' ';
  };
  const { text: bare, count: comments } = cut(text, htmlComments(text));
  const left = bare.replace(cdata, drop).replace(declaration, drop).replace(definition, drop);
  return { text: left, count: count + comments };
}

/** In one pass, as brackets are matched. What is never closed ends at the next end of any comment, or with the text. */
function htmlComments(text: string): readonly Range[] {
  const found: Range[] = [];
  const ends: Range[] = [];
  const open: number[] = [];
  for (const { 0: token, index } of text.matchAll(/<!---?>|<!--|--!?>/gu)) {
    const to = index + token.length;
    if (token === '<!--') open.push(index);
    else if (token.startsWith('<')) found.push({ from: index, to });
    else {
      ends.push({ from: index, to });
      found.push({ from: open.pop() ?? index, to });
    }
  }
  return [...found, ...unclosed(open, ends, text.length)].sort((one, other) => one.from - other.from);
}

function unclosed(open: readonly number[], ends: readonly Range[], length: number): Range[] {
  let next = 0;
  return open.map((from) => {
    while (next < ends.length && (ends[next]?.from ?? length) < from) next += 1;
    return { from, to: ends[next]?.to ?? length };
  });
}

/** @param ranges sorted by their beginning; they may overlap */
export function cut(text: string, ranges: readonly Range[]): Stripped {
  const kept: string[] = [];
  let at = 0;
  let count = 0;
  for (const { from, to } of ranges) {
    if (from >= at) {
      kept.push(text.slice(at, from), ' ');
      count += 1;
    }
    at = Math.max(at, to);
  }
  return { text: kept.join('') + text.slice(at), count };
}
