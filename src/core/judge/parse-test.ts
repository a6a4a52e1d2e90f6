import { nearest } from '../nearest.ts';
import type { Comparison, Limit } from './rule.ts';
import { RuleMistake, type RuleText, skipSpace, take } from './rule-text.ts';

/** What is tested, and what it is tested against, in canonical spacing. */
export interface ParsedTest {
  readonly comparison: Comparison;
  readonly limit: Limit;
  /** What comes after the metric: `worse than 1.2x stable`. */
  readonly text: string;
}

/** The metric of `comparison score >= 75`; no metric of a plan's own. */
export const comparisonMetric = 'comparison';

/** Words that make a rule a test instead of a limit. */
export const testWords = ['worse', 'within'] as const;

/** Reads `worse than stable`, `worse than 1.2x stable` or `within 1.5x stable`; null where none of them begins here. */
export function parseTest(text: RuleText): ParsedTest | null {
  switch (take(text, /(worse|within)(?!\S)/y)) {
    case 'worse':
      return readWorse(text);
    case 'within':
      return readWithin(text);
    default:
      return null;
  }
}

function readWorse(text: RuleText): ParsedTest {
  skipSpace(text);
  const at = text.at;
  if (take(text, /than(?!\S)/y) === null) {
    const sentence = 'A test against stable is written `worse than stable` or `worse than 1.2x stable`.';
    throw new RuleMistake(at, '`than stable`', 'than stable', sentence);
  }
  const { margin, limit } = readMargin(text, 'worse than 1.2x stable');
  if (margin.value < 1) {
    const sentence = `\`worse than ${limit}\` would take back a canary that is as good as stable. The margin is 1 or more, such as \`worse than 1.2x stable\`.`;
    throw new RuleMistake(margin.at, '`stable`, or a multiple of 1 or more', 'stable', sentence);
  }
  return {
    comparison: '>',
    limit: { kind: 'worse', margin: margin.value },
    text: `worse than ${limit}`,
  };
}

function readWithin(text: RuleText): ParsedTest {
  const { margin, limit } = readMargin(text, 'within 1.5x stable');
  if (margin.value <= 1) {
    const sentence =
      'No amount of data shows that canary is not even a little worse than stable. Say how much worse is accepted, such as `within 1.5x stable`.';
    throw new RuleMistake(margin.at, 'a multiple above 1, such as `1.5x stable`', '1.5x stable', sentence);
  }
  return {
    comparison: '<=',
    limit: { kind: 'within', margin: margin.value },
    text: `within ${limit}`,
  };
}

interface Margin {
  readonly margin: { readonly value: number; readonly at: number };
  readonly limit: string;
}

/** @param example the whole phrase, for sentences */
function readMargin(text: RuleText, example: string): Margin {
  skipSpace(text);
  const at = text.at;
  const found = take(text, /(\d{1,6}(\.\d{1,6})?\s*[x×]?\s*)?stable(?!\S)/y);
  if (found === null) throw noMargin(text, at, example);
  const multiple = Number.parseFloat(found);
  const value = Number.isNaN(multiple) ? 1 : multiple;
  const limit = value === 1 ? 'stable' : `${value}x stable`;
  if (!Number.isNaN(multiple) && !/[x×]/.test(found)) {
    const sentence = `A multiple of stable is written \`${value}x stable\`.`;
    throw new RuleMistake(at, `\`${value}x stable\``, `${value}x stable`, sentence);
  }
  refuseOffset(text, at, example);
  return { margin: { value, at }, limit };
}

/** `stable + 10%` is how a limit says it; a test says the same as a multiple. */
function refuseOffset(text: RuleText, at: number, example: string): void {
  skipSpace(text);
  const offset = take(text, /[+\-−–]\s*\S*/y);
  if (offset === null) return;
  const share = /^\+\s*(\d{1,6}(?:\.\d{1,6})?)%$/.exec(offset)?.[1];
  const suggestion =
    share === undefined ? null : `${Number((1 + Number(share) / 100).toPrecision(12))}x stable`;
  const sentence = `A test says how much worse is accepted as a multiple of stable: \`${suggestion === null ? example : example.replace(/[\d.]+x stable/, suggestion)}\`.`;
  throw new RuleMistake(at, 'a multiple of stable, such as `1.2x stable`', suggestion, sentence);
}

function noMargin(text: RuleText, at: number, example: string): RuleMistake {
  const word = take(text, /\S+/y);
  const found = word === null ? 'nothing' : `\`${word}\``;
  const suggestion = word === null ? 'stable' : nearest(word, ['stable']);
  const sentence = `A test compares with stable: \`${example}\`. Found ${found}.`;
  return new RuleMistake(at, '`stable` or a multiple of it', suggestion, sentence);
}

const scoreExample = '`comparison score >= 75`';

/** Reads `score >= 75`, after `comparison`. */
export function parseScore(text: RuleText): ParsedTest {
  const wordAt = text.at;
  if (take(text, /score(?![\w.-])/y) === null) {
    const sentence = `What a comparison comes to is its score, from 0 to 100: ${scoreExample}.`;
    throw new RuleMistake(wordAt, '`score >= 75`', 'score >= 75', sentence);
  }
  skipSpace(text);
  const signAt = text.at;
  if (take(text, />=|≥/y) === null) {
    const sentence = `A score is good when it is high enough, so after \`score\` comes \`>=\`: ${scoreExample}.`;
    throw new RuleMistake(signAt, '`>=`', '>=', sentence);
  }
  skipSpace(text);
  const at = text.at;
  const amount = take(text, /\S+/y) ?? '';
  const pass = /^\d{1,3}(\.\d{1,6})?$/.test(amount) ? Number(amount) : null;
  if (pass === null || pass > 100) {
    const found = amount === '' ? 'nothing' : `\`${amount}\``;
    const suggestion = /^\d{1,2}(\.\d{1,6})?%$/.test(amount) ? amount.slice(0, -1) : null;
    const sentence = `A score is a plain number from 0 to 100, such as \`75\`, and found ${found}.`;
    throw new RuleMistake(at, 'a number from 0 to 100', suggestion, sentence);
  }
  return { comparison: '>=', limit: { kind: 'score', pass }, text: `score >= ${pass}` };
}
