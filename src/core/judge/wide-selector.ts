import { meaningful, type PromqlToken, promqlTokens } from './promql-tokens.ts';
import { templateWords } from './query-template.ts';

const templates = new RegExp(`\\{(${templateWords.join('|')})\\}`);

/**
 * A selector of everything that a template may ever match: whatever stands for a version, a service and the like may
 * be anything. Outside quotes, where `{side}` is part of a name, it is stable.
 */
export function wideSelector(template: string): string {
  const tokens = promqlTokens(template);
  return tokens
    .map((token, index) => {
      if (token.kind === 'braced-word') return token.text.replace('{side}', 'stable');
      if (token.kind === 'string' && templates.test(token.text)) return widened(token.text, tokens, index);
      return isOperatorOfTemplate(tokens, index) ? '' : token.text;
    })
    .join('');
}

/** The marks between a label and its value. */
function operatorBefore(tokens: readonly PromqlToken[], index: number): readonly PromqlToken[] {
  const before = meaningful(tokens.slice(0, index));
  const from = before.findLastIndex(({ text }) => text !== '=' && text !== '!' && text !== '~');
  return before.slice(from + 1);
}

function isOperatorOfTemplate(tokens: readonly PromqlToken[], index: number): boolean {
  const value = tokens.findIndex(({ kind }, at) => at > index && kind === 'string');
  const [token, string] = [tokens[index], tokens[value]];
  return (
    token !== undefined &&
    string !== undefined &&
    templates.test(string.text) &&
    operatorBefore(tokens, value).includes(token)
  );
}

function widened(text: string, tokens: readonly PromqlToken[], index: number): string {
  const operator = operatorBefore(tokens, index)
    .map((token) => token.text)
    .join('');
  if (operator === '') return text.replaceAll(new RegExp(templates, 'g'), 'stable');
  if (operator.startsWith('!')) return '=~".*"';
  const [quote, inside] = [text.slice(0, 1), text.slice(1, -1)];
  const pieces = inside.split(new RegExp(`\\{(?:${templateWords.join('|')})\\}`));
  const literally = operator === '=' ? (piece: string) => escaped(piece, quote) : (piece: string) => piece;
  return `=~${quote}${pieces.map(literally).join('.+')}${quote}`;
}

/** What is escaped already is a character by itself. */
function escaped(piece: string, quote: string): string {
  const backslash = quote === '`' ? '\\' : '\\\\';
  return piece.replaceAll(/(?<!\\)[.+*?()|[\]{}^$]/g, (mark) => `${backslash}${mark}`);
}

/** The name of the series that a selector reads; null for several. */
export function selectedName(selector: string): string | null {
  const tokens = meaningful(promqlTokens(selector));
  const [first, second] = tokens;
  if (first?.kind === 'word') return first.text;
  if (second?.kind === 'string') return second.text.slice(1, -1);
  const name = tokens.findIndex(({ text }) => text === '__name__');
  const [operator, value] = tokens.slice(name + 1);
  return name !== -1 && operator?.text === '=' && value?.kind === 'string' ? value.text.slice(1, -1) : null;
}
