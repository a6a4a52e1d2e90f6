/** From the first character to behind the last one. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * What within plain text is none, and may go over several lines: code, formulas, tags with their attributes, and the
 * targets and titles of links. When in doubt, it is.
 */
export function inlineSpans(text: string): readonly Span[] {
  const paragraphs = [...text.matchAll(/(?:[^\n]*\S[^\n]*(?:\n|$))+/g)];
  const within = paragraphs.flatMap(({ index, 0: paragraph }) =>
    inParagraph(paragraph).map(({ from, to }) => ({ from: from + index, to: to + index })),
  );
  return [...within, ...matches(text, blockTags), ...enclosed(text, blockAttributes), ...formulas(text)];
}

function inParagraph(text: string): readonly Span[] {
  return [
    ...codeSpans(text),
    ...matches(text, tags),
    ...enclosed(text, attributes),
    ...matches(text, links),
    ...enclosed(text, titles),
  ];
}

/** A run of backticks ends at the next one that is as long; without it, it is only text. */
function codeSpans(paragraph: string): readonly Span[] {
  const runs = [...paragraph.matchAll(/\\`|`+/g)].filter(([run]) => run !== '\\`');
  const ends = new Map<number, number>();
  const nearest = new Map<number, number>();
  for (const { index, 0: run } of runs.toReversed()) {
    const end = nearest.get(run.length);
    if (end !== undefined) ends.set(index, end + run.length);
    nearest.set(run.length, index);
  }
  const spans: Span[] = [];
  for (const { index: from } of runs) {
    const to = ends.get(from);
    if (to !== undefined && from >= (spans.at(-1)?.to ?? 0)) spans.push({ from, to });
  }
  return spans;
}

function formulas(text: string): readonly Span[] {
  const marks = [...text.matchAll(/\$\$/g)];
  return marks.flatMap(({ index }, nth) => {
    const closing = nth % 2 === 0 ? marks[nth + 1] : undefined;
    return closing === undefined ? [] : [{ from: index, to: closing.index + 2 }];
  });
}

const tags = /<[a-z/][^<>]*>/giu;
/** Where a line begins with a tag, empty lines do not end it. */
const blockTags = /^ {0,3}<[a-z/][^<>]*>/gimu;
/** `[name]: address` and `![what one sees](`. */
const links = /(?<=^ {0,3})\[[^[\]]{1,999}\]:\s*\S+|!\[[^[\]]{0,999}\]/gmu;

function matches(text: string, pattern: RegExp): readonly Span[] {
  return [...text.matchAll(pattern)].map(({ index, 0: match }) => ({
    from: index,
    to: index + match.length,
  }));
}

/** Each ends with the mark that it begins with. */
const attributes = /<[a-z][^<>]*=\s*(["'])/giu;
const blockAttributes = /^ {0,3}<[a-z][^<>]*=\s*(["'])/gimu;
const titles = /(?:^ {0,3}\[[^[\]]{1,999}\]:\s*\S+|\]\([^\s()]*)\s+(["'(])/gmu;

/** What no mark ends goes on until the end. */
function enclosed(text: string, opening: RegExp): readonly Span[] {
  const spans: Span[] = [];
  for (const { index, 0: match, 1: mark = '"' } of text.matchAll(opening)) {
    const last = spans.at(-1);
    if (last !== undefined && last.to === text.length) break;
    const end = text.indexOf(mark === '(' ? ')' : mark, index + match.length);
    spans.push({ from: index, to: end === -1 ? text.length : end + 1 });
  }
  return spans;
}
