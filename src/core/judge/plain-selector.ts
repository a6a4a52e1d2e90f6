import { meaningful, promqlTokens } from './promql-tokens.ts';
import { fillTemplate, templateWords } from './query-template.ts';

export interface SelectorMistake {
  /** Characters before it. */
  readonly at: number;
  readonly sentence: string;
}

const example = '`http_requests_total{version="{version}"}`';

/**
 * Whether a query, as people write it, is one selector and nothing else: the name of a counter and its labels.
 * @returns what it is besides, null for a plain selector
 */
export function selectorMistake(query: string): SelectorMistake | null {
  const tokens = meaningful(promqlTokens(fillTemplate(query, asLong)));
  const [first, second] = tokens;
  if (first === undefined) return { at: 0, sentence: `Here stands a selector, such as ${example}.` };
  if (first.kind !== 'word' && first.text !== '{') {
    return { at: first.at, sentence: `A selector begins with a name, such as ${example}.` };
  }
  const braces = first.text === '{' ? first : second?.text === '{' ? second : null;
  const opened = braces === null ? 0 : tokens.indexOf(braces);
  const closed = tokens.findIndex(({ text }, index) => index > opened && text === '}');
  if (braces !== null && closed === -1) {
    return { at: braces.at, sentence: 'This brace is never closed, so Prometheus cannot read it.' };
  }
  const next = tokens[braces === null ? 1 : closed + 1];
  if (next !== undefined) return { at: next.at, sentence: besides(first.text, next.text) };
  const named =
    first.kind === 'word' || tokens.some(({ kind, text }) => kind === 'word' && text === '__name__');
  if (named || second?.kind === 'string') return null;
  const sentence = `These labels name no counter, so everything that has them would be added up. Begin with its name, as in ${example}.`;
  return { at: first.at, sentence };
}

function besides(name: string, next: string): string {
  const alone = `Leave the selector alone, such as ${example}`;
  switch (next.toLowerCase()) {
    case '(':
    case 'by':
    case 'without':
      return `\`${name}\` is worked out by Prometheus, and here stands a counter as it is: what came since the last look is worked out by Belay. ${alone}.`;
    case '[':
      return `A counter is read as it is, without a range: what came since the last look is worked out by Belay. ${alone}.`;
    case 'offset':
    case '@':
      return `A counter is read at the moment of the look, so \`${next}\` cannot stand here. ${alone}.`;
    default:
      return `A counter is read as it is, so nothing but one selector can stand here. ${alone}.`;
  }
}

/** Values as long as the braces they stand in for, so that what is found is found at its place in the template. */
const asLong = Object.fromEntries(
  templateWords.map((word) => [word, 'x'.repeat(word.length + 2)]),
) as Readonly<Record<(typeof templateWords)[number], string>>;
