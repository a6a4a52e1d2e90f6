import { parseAmount, unitArticle, unitExample } from './amount.ts';
import type { Limit, Unit } from './rule.ts';
import { RuleMistake, type RuleText, skipSpace, take } from './rule-text.ts';

/** A limit and how it is written, in canonical spacing. */
export interface ParsedLimit {
  readonly limit: Limit;
  readonly text: string;
}

interface MetricOfRule {
  readonly name: string;
  readonly unit: Unit;
  readonly baseline: number | null;
}

/** Reads `5%`, `1.5x stable`, `stable + 10%` or `baseline - 5%` where the text stands. */
export function parseLimit(text: RuleText, metric: MetricOfRule): ParsedLimit {
  skipSpace(text);
  if (take(text, /stable(?![\w.])/y) !== null) return readStableShare(text);
  if (take(text, /baseline(?![\w.])/y) !== null) return readBaseline(text, metric);
  return readFactor(text) ?? readAbsolute(text, metric);
}

function readFactor(text: RuleText): ParsedLimit | null {
  const at = text.at;
  const found = take(text, /\d+(\.\d+)?\s*[x×]?\s*stable(?!\S)/y);
  if (found === null) return null;
  const amount = Number.parseFloat(found);
  const limit = `${amount}x stable`;
  if (!/[x×]/.test(found)) {
    throw new RuleMistake(at, '`1.5x stable`', limit, `A multiple of stable is written \`${limit}\`.`);
  }
  return stableFactor(at, amount, limit);
}

function readStableShare(text: RuleText): ParsedLimit {
  const at = text.at;
  const [sign, amount] = readOffset(text, 'stable + 10%');
  const share = /^\d+(\.\d+)?%$/.test(amount) ? Number.parseFloat(amount) : null;
  if (share === null) {
    const sentence = `A difference from stable is a share of stable's value, such as \`stable + 10%\`, not \`${amount}\`.`;
    throw new RuleMistake(text.at - amount.length, '`stable + 10%`', null, sentence);
  }
  const factor = precise(sign === '+' ? 1 + share / 100 : 1 - share / 100);
  return stableFactor(at, factor, `stable ${sign} ${amount}`);
}

function stableFactor(at: number, factor: number, text: string): ParsedLimit {
  if (factor > 0 && Number.isFinite(factor)) return { limit: { kind: 'stable-factor', factor }, text };
  const sentence = `\`${text}\` leaves nothing of stable's value to hold against.`;
  throw new RuleMistake(at, 'a multiple above 0', null, sentence);
}

/** For shares the offset is percentage points; `%` of any other unit is a share of the declared baseline. */
function readBaseline(text: RuleText, metric: MetricOfRule): ParsedLimit {
  const at = text.at - 'baseline'.length;
  const [sign, amount] = readOffset(text, 'baseline - 5%');
  if (metric.baseline === null) {
    const sentence = `\`${metric.name}\` has no baseline to hold against. Declare one: \`baseline: ${unitExample(metric.unit)}\` under \`metrics: ${metric.name}\`.`;
    throw new RuleMistake(at, 'a metric with a baseline', null, sentence);
  }
  const size = offsetSize(amount, metric.unit, metric.baseline);
  if (size === null) {
    const examples = [...new Set(['5%', unitExample(metric.unit)])].map((one) => `\`${one}\``).join(' or ');
    const sentence = `\`${metric.name}\` is ${unitArticle(metric.unit)}; a difference from its baseline is written ${examples}, not \`${amount}\`.`;
    throw new RuleMistake(text.at - amount.length, examples, null, sentence);
  }
  const offset = precise(sign === '+' ? size : -size);
  return { limit: { kind: 'baseline-offset', offset }, text: `baseline ${sign} ${amount}` };
}

function offsetSize(amount: string, unit: Unit, baseline: number): number | null {
  const own = parseAmount(amount, unit);
  if (own !== null) return own;
  const share = parseAmount(amount, 'ratio');
  return share === null ? null : Math.abs(baseline) * share;
}

function readOffset(text: RuleText, example: string): ['+' | '-', string] {
  skipSpace(text);
  const at = text.at;
  const sign = take(text, /[+\-−–]/y);
  skipSpace(text);
  const amount = take(text, /\d\S*/y);
  if (sign !== null && amount !== null) return [sign === '+' ? '+' : '-', amount];
  throw new RuleMistake(at, `\`${example}\``, null, `Say by how much: \`${example}\`.`);
}

function readAbsolute(text: RuleText, metric: MetricOfRule): ParsedLimit {
  const at = text.at;
  const amount = take(text, /\S+/y) ?? '';
  const value = parseAmount(amount, metric.unit);
  if (value !== null) return { limit: { kind: 'absolute', value }, text: amount };
  const example = unitExample(metric.unit);
  const expected = `${unitArticle(metric.unit)} such as \`${example}\`, \`1.5x stable\` or \`baseline + 5%\``;
  const suggestion = withUnit(amount, metric.unit);
  const found = amount === '' ? 'nothing' : `\`${amount}\``;
  const hint = suggestion === null ? '' : ` Did you mean \`${suggestion}\`?`;
  const sentence = `\`${metric.name}\` is ${unitArticle(metric.unit)}, so its limit is written like \`${example}\`, and found ${found}.${hint}`;
  throw new RuleMistake(at, expected, suggestion, sentence);
}

/** What a bare number most likely meant. */
function withUnit(amount: string, unit: Unit): string | null {
  if (!/^\d{1,9}(\.\d{1,6})?$/.test(amount)) return null;
  const value = Number(amount);
  switch (unit) {
    case 'ratio':
      return `${value < 1 ? precise(value * 100) : value}%`;
    case 'duration':
      return `${amount}ms`;
    case 'per-second':
      return `${amount}/s`;
    case 'count':
    case 'number':
      return null;
  }
}

/** Takes out what binary fractions add: 0.1 * 3 is 0.3. */
function precise(value: number): number {
  return Number(value.toPrecision(12));
}
