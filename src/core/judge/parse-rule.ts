import { nearest } from '../nearest.ts';
import { type Millis, parseDuration } from '../time.ts';
import { type ParsedLimit, parseLimit } from './parse-limit.ts';
import type { Comparison, Rule, Unit } from './rule.ts';
import { RuleMistake, type RuleText, skipSpace, take } from './rule-text.ts';

/** What rules may speak of, and what a rule means when it does not say. */
export interface RuleContext {
  readonly metrics: Readonly<Record<string, { readonly unit: Unit; readonly baseline: number | null }>>;
  readonly window: Millis;
  readonly minimumRequests: number;
}

export type ParsedRule =
  | { readonly kind: 'rule'; readonly rule: Rule }
  | {
      readonly kind: 'error';
      /** Offset of the offending text in the rule, from 0. */
      readonly at: number;
      readonly expected: string;
      /** What to write at `at` instead; null when nothing is near. */
      readonly suggestion: string | null;
      readonly sentence: string;
    };

interface Clauses {
  readonly over: { readonly text: string; readonly millis: Millis } | null;
  readonly for: { readonly text: string; readonly millis: Millis } | null;
  readonly instant: boolean;
  readonly min: number | null;
}

const noClauses: Clauses = { over: null, for: null, instant: false, min: null };
const clauseWords = ['over', 'for', 'instant', 'min'] as const;
const clausesExpected = '`over 5m`, `for 5m`, `instant`, `min 100 requests` or the end of the rule';

/**
 * Reads one rule: `<metric> <comparison> <limit> [over 5m] [for 5m] [instant] [min 50 requests]`.
 * Limits carry the metric's unit; `1.5x stable`, `stable + 10%` and `baseline - 5%` are relative.
 */
export function parseRule(source: string, context: RuleContext): ParsedRule {
  try {
    return { kind: 'rule', rule: readRule({ source, at: 0 }, context) };
  } catch (mistake) {
    if (!(mistake instanceof RuleMistake)) throw mistake;
    return {
      kind: 'error',
      at: mistake.at,
      expected: mistake.expected,
      suggestion: mistake.suggestion,
      sentence: mistake.message,
    };
  }
}

function readRule(text: RuleText, context: RuleContext): Rule {
  const metric = readMetric(text, context);
  const comparison = readComparison(text);
  const limit = parseLimit(text, { name: metric, ...metricOf(metric, context) });
  const clauses = readClauses(text);
  return {
    text: canonicalText(metric, comparison, limit, clauses),
    metric,
    comparison,
    limit: limit.limit,
    window: clauses.over?.millis ?? context.window,
    sustained: clauses.for?.millis ?? 0,
    instant: clauses.instant,
    minimumRequests: clauses.min ?? context.minimumRequests,
  };
}

function metricOf(name: string, context: RuleContext): { unit: Unit; baseline: number | null } {
  return context.metrics[name] ?? { unit: 'number', baseline: null };
}

function readMetric(text: RuleText, context: RuleContext): string {
  skipSpace(text);
  const at = text.at;
  const name = take(text, /[a-zA-Z0-9][a-zA-Z0-9._-]*/y);
  const expected = 'the name of a metric, such as `error-rate`';
  if (name === null) {
    const sentence = 'A rule begins with the name of a metric, such as `error-rate > 5% for 5m`.';
    throw new RuleMistake(at, expected, null, sentence);
  }
  if (Object.hasOwn(context.metrics, name)) return name;
  const names = Object.keys(context.metrics);
  const suggestion = nearest(name, names);
  const hint = suggestion === null ? `Known: ${names.join(', ')}.` : `Did you mean \`${suggestion}\`?`;
  throw new RuleMistake(at, expected, suggestion, `There is no metric \`${name}\`. ${hint}`);
}

function readComparison(text: RuleText): Comparison {
  skipSpace(text);
  const at = text.at;
  const sign = take(text, />=|<=|=>|=<|==|!=|[><≥≤=]/y);
  const read = sign === null ? undefined : comparisons[sign];
  if (read !== undefined) return read;
  const suggestion = sign === '=>' ? '>=' : sign === '=<' ? '<=' : null;
  throw new RuleMistake(at, '`>`, `>=`, `<` or `<=`', suggestion, comparisonSentence(sign));
}

const comparisons: Readonly<Partial<Record<string, Comparison>>> = {
  '>': '>',
  '>=': '>=',
  '≥': '>=',
  '<': '<',
  '<=': '<=',
  '≤': '<=',
};

function comparisonSentence(sign: string | null): string {
  const after = 'After the metric comes `>`, `>=`, `<` or `<=`';
  return sign === null ? `${after}.` : `${after}, not \`${sign}\`.`;
}

function readClauses(text: RuleText): Clauses {
  let clauses = noClauses;
  for (skipSpace(text); text.at < text.source.length; skipSpace(text)) clauses = readClause(text, clauses);
  return clauses;
}

function readClause(text: RuleText, clauses: Clauses): Clauses {
  const at = text.at;
  const word = take(text, /\S+/y) ?? '';
  switch (word) {
    case 'over':
      once(at, word, clauses.over === null);
      return { ...clauses, over: readWindow(text) };
    case 'for':
      once(at, word, clauses.for === null);
      return { ...clauses, for: readDuration(text, 'for') };
    case 'instant':
      once(at, word, !clauses.instant);
      alone(at, clauses.min === null);
      return { ...clauses, instant: true };
    case 'min':
      once(at, word, clauses.min === null);
      alone(at, !clauses.instant);
      return { ...clauses, min: readMinimum(text) };
    default:
      throw new RuleMistake(at, clausesExpected, nearest(word, clauseWords), unknownClause(word));
  }
}

function once(at: number, word: string, first: boolean): void {
  if (first) return;
  throw new RuleMistake(at, 'each addition once', null, `\`${word}\` stands twice in this rule; keep one.`);
}

function alone(at: number, fits: boolean): void {
  if (fits) return;
  const sentence =
    '`instant` acts on 20 requests and 5 errors, so it cannot have a `min` of its own; keep one.';
  throw new RuleMistake(at, '`instant` or `min`, not both', null, sentence);
}

function unknownClause(word: string): string {
  const near = nearest(word, clauseWords);
  const hint = near === null ? `Expected ${clausesExpected}.` : `Did you mean \`${near}\`?`;
  return `The rule does not understand \`${word}\`. ${hint}`;
}

function readWindow(text: RuleText): { text: string; millis: Millis } {
  const window = readDuration(text, 'over');
  if (window.millis > 0) return window;
  const at = text.at - window.text.length;
  throw new RuleMistake(at, 'a window such as `5m`', null, 'A window of no length measures nothing.');
}

function readDuration(text: RuleText, word: string): { text: string; millis: Millis } {
  skipSpace(text);
  const at = text.at;
  const amount = take(text, /\S+/y) ?? '';
  const millis = parseDuration(amount);
  if (millis !== null) return { text: amount, millis };
  const suggestion = /^\d+(\.\d+)?$/.test(amount) ? `${amount}m` : null;
  const found = amount === '' ? 'nothing' : `\`${amount}\``;
  throw new RuleMistake(
    at,
    'a duration such as `5m`',
    suggestion,
    `\`${word}\` needs a duration with its unit, such as \`90s\`, \`5m\` or \`1h30m\`, and found ${found}.`,
  );
}

function readMinimum(text: RuleText): number {
  skipSpace(text);
  const at = text.at;
  const amount = take(text, /\d{1,9}(?!\S)/y);
  const expected = '`min 50 requests`';
  if (amount === null) {
    throw new RuleMistake(at, expected, null, '`min` needs a whole number of requests: `min 50 requests`.');
  }
  skipSpace(text);
  const wordAt = text.at;
  if (take(text, /requests?(?!\S)/y) !== null) return Number(amount);
  const sentence = `After \`min ${amount}\` comes the word \`requests\`.`;
  throw new RuleMistake(wordAt, expected, 'requests', sentence);
}

function canonicalText(metric: string, comparison: Comparison, limit: ParsedLimit, clauses: Clauses): string {
  return [
    `${metric} ${comparison} ${limit.text}`,
    clauses.over === null ? null : `over ${clauses.over.text}`,
    clauses.for === null ? null : `for ${clauses.for.text}`,
    clauses.instant ? 'instant' : null,
    clauses.min === null ? null : `min ${clauses.min} requests`,
  ]
    .filter((part) => part !== null)
    .join(' ');
}
