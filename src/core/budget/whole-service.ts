import { type PromqlToken, promqlTokens } from '../judge/promql-tokens.ts';
import { usedWords } from '../judge/query-template.ts';

const sideWords = /\{(version|side)\}/;

/**
 * A query of one side as a query of the whole service: a label that must equal `{version}` (or `{side}`) may be
 * anything there, what else stands in the label is kept (`"shop-{version}"` becomes `=~"shop-.*"`).
 * @returns null when a side is meant elsewhere than in a label, so that nobody can tell what the whole would be
 */
export function ofWholeService(query: string): string | null {
  const tokens = promqlTokens(query);
  const widened = tokens.map((token) => token.text);
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== 'string' || !sideWords.test(token.text)) continue;
    const operator = operatorBefore(tokens, index);
    if (operator === null) return null;
    for (const at of operator) widened[at] = '';
    widened[operator[0] ?? index] = '=~';
    widened[index] = asPattern(token.text, operator.length > 1);
  }
  const whole = widened.join('');
  const used = usedWords(whole);
  return used.has('version') || used.has('side') ? null : whole;
}

/** @returns where the marks of `=` or `=~` stand before the string, null for anything else */
function operatorBefore(tokens: readonly PromqlToken[], index: number): readonly number[] | null {
  const before: number[] = [];
  for (let at = index - 1; at >= 0 && before.length < 2; at -= 1) {
    const kind = tokens[at]?.kind;
    if (kind !== 'space' && kind !== 'comment') before.unshift(at);
  }
  const [first = -1, second = -1] = before;
  const mark = tokens[second]?.text;
  if (mark === '=') return isLabel(tokens[first]) ? [second] : null;
  return mark === '~' && tokens[first]?.text === '=' ? [first, second] : null;
}

function isLabel(token: PromqlToken | undefined): boolean {
  return token?.kind === 'word';
}

/** @param pattern whether the label was matched as a regular expression already */
function asPattern(quoted: string, pattern: boolean): string {
  const [quote = '"', text] = [quoted[0], quoted.slice(1, -1)];
  const parts = text.split(/\{(?:version|side)\}/);
  const kept = pattern ? parts : parts.map((part) => literally(part, quote));
  return `${quote}${kept.join('.*')}${quote}`;
}

/** Marks of regular expressions and a backslash for each; within quotes a backslash is written twice. Our own words in braces stay. */
function literally(text: string, quote: string): string {
  const backslash = quote === '`' ? '\\' : '\\\\';
  return text.replaceAll(/\{(?:service|environment|window)\}|[.+*?()|[\]{}^$]/g, (found) =>
    found.length > 1 ? found : `${backslash}${found}`,
  );
}
