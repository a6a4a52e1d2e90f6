/** A piece of a PromQL expression; joined again, the pieces' texts are the expression. */
export interface PromqlToken {
  readonly kind: 'comment' | 'string' | 'braced-word' | 'word' | 'number' | 'space' | 'mark';
  readonly text: string;
  /** Characters before it. */
  readonly at: number;
}

/**
 * Strings in the three quotes of PromQL, comments to the end of the line, `{word}` where a selector could not
 * stand, names (also of recording rules, `a:b:c`), numbers and durations; everything else is a single mark.
 */
const pieces =
  /(?<comment>#[^\n]*)|(?<string>"(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*'|`[^`]*`)|(?<braced>\{\s*[A-Za-z_]\w*\s*\})|(?<word>[A-Za-z_:][\w:]*)|(?<number>\d[\w.]*)|(?<space>\s+)|(?<mark>[\s\S])/g;

/** Cuts an expression, or a template of one, into pieces. It checks nothing: Prometheus does. */
export function promqlTokens(query: string): readonly PromqlToken[] {
  return [...query.matchAll(pieces)].map(({ 0: text, index, groups = {} }) => ({
    kind: kindOf(groups),
    text,
    at: index,
  }));
}

function kindOf(groups: Readonly<Record<string, string | undefined>>): PromqlToken['kind'] {
  const found = Object.keys(groups).find((name) => groups[name] !== undefined);
  switch (found) {
    case 'comment':
    case 'string':
    case 'word':
    case 'number':
    case 'space':
      return found;
    case 'braced':
      return 'braced-word';
    default:
      return 'mark';
  }
}

/** Without what means nothing. */
export function meaningful(tokens: readonly PromqlToken[]): readonly PromqlToken[] {
  return tokens.filter(({ kind }) => kind !== 'space' && kind !== 'comment');
}
