import { nearest } from '../nearest.ts';
import { type Millis, parseDuration } from '../time.ts';
import { type ParsedLimit, parseLimit } from './parse-limit.ts';
import { comparisonMetric, type ParsedTest, parseScore, parseTest, testWords } from './parse-test.ts';
import type { Comparison, Rule, Unit } from './rule.ts';
import { RuleMistake, type RuleText, skipSpace, take } from './rule-text.ts';

export interface MetricOfContext {
  readonly unit: Unit;
  readonly baseline: number | null;
  /** Why it cannot be tested against stable, as a sentence; absent when it can. */
  readonly untestable?: string;
}

/** What rules may speak of, and what a rule means when it does not say. */
export interface RuleContext {
  readonly metrics: Readonly<Record<string, MetricOfContext>>;
  readonly window: Millis;
  readonly minimumRequests: number;
}

export type ParsedRule =
  | {
      readonly kind: 'rule';
      readonly rule: Rule;
      /** Offset of what comes after the metric. */
      readonly relationAt: number;
    }
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
 * Reads one rule. A limit: `<metric> <comparison> <limit> [over 5m] [for 5m] [instant] [min 50 requests]`; limits carry
 * the metric's unit; `1.5x stable`, `stable + 10%` and `baseline - 5%` are relative. A test: `<metric> worse than
 * [1.2x] stable`, `<metric> within 1.5x stable`, `comparison score >= 75`.
 */
export function parseRule(source: string, context: RuleContext): ParsedRule {
  try {
    return { kind: 'rule', ...readRule({ source, at: 0 }, context) };
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

function readRule(text: RuleText, context: RuleContext): { rule: Rule; relationAt: number } {
  const metric = readMetric(text, context);
  skipSpace(text);
  const relationAt = text.at;
  const test = readTest(text, metric, context);
  return {
    rule: test === null ? readLimit(text, metric, context) : testRule(text, metric, test, context),
    relationAt,
  };
}

function readLimit(text: RuleText, metric: string, context: RuleContext): Rule {
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

function readTest(text: RuleText, metric: string, context: RuleContext): ParsedTest | null {
  if (metric === comparisonMetric && !Object.hasOwn(context.metrics, metric)) return parseScore(text);
  const at = text.at;
  const test = parseTest(text);
  const { untestable } = metricOf(metric, context);
  if (test === null || untestable === undefined) return test;
  throw new RuleMistake(at, 'a limit of its own', null, `${untestable} Give it a limit instead.`);
}

/** What a test has come to is known at every look, so it has no window, no duration and no minimum of its own. */
function testRule(text: RuleText, metric: string, test: ParsedTest, context: RuleContext): Rule {
  skipSpace(text);
  const at = text.at;
  const word = take(text, /\S+/y);
  if (word !== null) {
    const seen =
      test.limit.kind === 'score' ? 'its stage has measured' : "there was since the canary's first traffic";
    const why = `\`${metric} ${test.text}\` looks at all that ${seen}, and says by itself whether that is enough`;
    const rest = 'so it takes no `over`, `for`, `instant` or `min`';
    throw new RuleMistake(
      at,
      'the end of the rule',
      null,
      `${why}, ${rest}. Leave out \`${word}\` and what follows.`,
    );
  }
  return {
    text: `${metric} ${test.text}`,
    metric,
    comparison: test.comparison,
    limit: test.limit,
    window: context.window,
    sustained: 0,
    instant: false,
    minimumRequests: 0,
  };
}

function metricOf(name: string, context: RuleContext): MetricOfContext {
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
  if (Object.hasOwn(context.metrics, name) || name === comparisonMetric) return name;
  const names = Object.keys(context.metrics);
  const suggestion = nearest(name, [...names, comparisonMetric]);
  const hint = suggestion === null ? `Known: ${names.join(', ')}.` : `Did you mean \`${suggestion}\`?`;
  throw new RuleMistake(at, expected, suggestion, `There is no metric \`${name}\`. ${hint}`);
}

function readComparison(text: RuleText): Comparison {
  const at = text.at;
  const sign = take(text, />=|<=|=>|=<|==|!=|[><≥≤=]/y);
  const read = sign === null ? undefined : comparisons[sign];
  if (read !== undefined) return read;
  const word = sign === null ? take(text, /[a-z]+/iy) : null;
  const suggestion =
    sign === '=>' ? '>=' : sign === '=<' ? '<=' : word === null ? null : nearest(word, testWords);
  throw new RuleMistake(at, comparisonExpected, suggestion, comparisonSentence(sign, suggestion));
}

const comparisonExpected = '`>`, `>=`, `<`, `<=`, `worse than` or `within`';

const comparisons: Readonly<Partial<Record<string, Comparison>>> = {
  '>': '>',
  '>=': '>=',
  '≥': '>=',
  '<': '<',
  '<=': '<=',
  '≤': '<=',
};

function comparisonSentence(sign: string | null, near: string | null): string {
  const after = `After the metric comes ${comparisonExpected}`;
  if (sign !== null) return `${after}, not \`${sign}\`.`;
  return near === null ? `${after}.` : `${after}. Did you mean \`${near}\`?`;
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
