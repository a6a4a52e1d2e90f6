import { type Millis, parseDuration } from '../time.ts';
import { meaningful, type PromqlToken, promqlTokens } from './promql-tokens.ts';

/** A range of samples in a query: `[5m]`, or `[{window}]`. Subqueries (`[5m:30s]`) are not among them. */
export interface QueryRange {
  readonly at: number;
  /** Null for `{window}`: as long as the rule says. */
  readonly millis: Millis | null;
  readonly text: string;
}

export function rangesOf(query: string): readonly QueryRange[] {
  const tokens = meaningful(promqlTokens(query));
  return tokens.flatMap(({ text, at }, index) => {
    const [range, end] = tokens.slice(index + 1);
    if (text !== '[' || range === undefined || end?.text !== ']') return [];
    const millis = parseDuration(range.text);
    if (millis === null && range.text !== '{window}') return [];
    return [{ at, millis, text: `[${range.text}]` }];
  });
}

const lists = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right']);
const operators = new Set(['and', 'or', 'unless', 'bool', 'atan2', 'inf', 'nan']);
const aggregations = new Set(
  'sum min max avg group stddev stdvar count count_values bottomk topk quantile'.split(' '),
);

/**
 * The series that a filled query reads, each as a selector of its own: `rate(hits{job="x"}[1m])` reads
 * `hits{job="x"}`. Used to ask how old their newest samples are, so a query that looks at another time
 * (`offset`, `@`) has none, and neither has a selector of several names.
 */
export function selectorsOf(query: string): readonly string[] {
  const tokens = meaningful(promqlTokens(query));
  if (tokens.some(({ text }) => text === '@' || text === 'offset')) return [];
  const found: string[] = [];
  for (let index = 0; index < tokens.length; ) {
    const [selector, next] = selectorAt(tokens, index);
    if (selector !== null) found.push(selector);
    index = next;
  }
  return [...new Set(found)];
}

/** @returns the selector that begins here or null, and where to go on */
function selectorAt(tokens: readonly PromqlToken[], index: number): readonly [string | null, number] {
  const token = tokens[index];
  const following = tokens[index + 1]?.text ?? '';
  if (token?.text === '{') {
    const end = endOf(tokens, index, '}');
    const matchers = textOf(tokens, index, end);
    return [matchers.includes('__name__=') && !matchers.includes('__name__=~') ? matchers : null, end];
  }
  if (token?.text === '[') return [null, endOf(tokens, index, ']')];
  if (token?.kind !== 'word') return [null, index + 1];
  const word = token.text.toLowerCase();
  if (lists.has(word)) return [null, following === '(' ? endOf(tokens, index + 1, ')') : index + 1];
  const aggregates = aggregations.has(word) && ['by', 'without'].includes(following.toLowerCase());
  if (operators.has(word) || following === '(' || aggregates) return [null, index + 1];
  const end = following === '{' ? endOf(tokens, index + 1, '}') : index + 1;
  return [textOf(tokens, index, end), end];
}

function endOf(tokens: readonly PromqlToken[], from: number, mark: string): number {
  const end = tokens.findIndex(({ text }, index) => index > from && text === mark);
  return end === -1 ? tokens.length : end + 1;
}

function textOf(tokens: readonly PromqlToken[], from: number, to: number): string {
  return tokens
    .slice(from, to)
    .map(({ text }) => text)
    .join('');
}
