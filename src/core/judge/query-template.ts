import { nearest } from '../nearest.ts';
import type { Millis } from '../time.ts';
import { meaningful, type PromqlToken, promqlTokens } from './promql-tokens.ts';

/** What `{…}` in a query may stand for. */
export const templateWords = ['service', 'environment', 'version', 'window', 'side'] as const;
export type TemplateWord = (typeof templateWords)[number];
export type TemplateValues = Readonly<Record<TemplateWord, string>>;

const templates = new RegExp(`\\{(${templateWords.join('|')})\\}`, 'g');
/** Words that make sense outside quotes as well: a range and part of a name. */
const bareWords: readonly string[] = ['window', 'side'];

/**
 * Puts values into a query. Inside quotes a value cannot end the string, and in a regular expression (`=~`, `!~`)
 * it stands for itself alone. To write `{version}` itself inside quotes: `\x7bversion}`.
 */
export function fillTemplate(query: string, values: TemplateValues): string {
  const tokens = promqlTokens(query);
  return tokens
    .map((token, index) => {
      if (token.kind === 'string') return fillString(token.text, isPattern(tokens, index), values);
      if (token.kind === 'braced-word') {
        return token.text.replace(templates, (_, word: TemplateWord) =>
          bareWords.includes(word) ? values[word] : JSON.stringify(values[word]),
        );
      }
      return token.text;
    })
    .join('');
}

function fillString(text: string, pattern: boolean, values: TemplateValues): string {
  const quote = text.slice(0, 1);
  return text.replace(templates, (_, word: TemplateWord) => {
    const value = pattern ? literally(values[word]) : values[word];
    return quote === '`' ? value.replaceAll('`', '') : escaped(value, quote);
  });
}

/** RE2, like every regular expression flavour, takes a backslash before a mark for the mark itself. */
function literally(value: string): string {
  return value.replaceAll(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}

function escaped(value: string, quote: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`).replaceAll('\n', '\\n');
}

/** Whether the string at `index` is matched as a regular expression: PromQL has `~` in `=~` and `!~` alone. */
function isPattern(tokens: readonly PromqlToken[], index: number): boolean {
  return meaningful(tokens.slice(0, index)).at(-1)?.text === '~';
}

export interface TemplateMistake {
  readonly at: number;
  readonly sentence: string;
  readonly suggestion: string | null;
}

/**
 * Braces that mean nothing to Prometheus and are no word of ours. Inside quotes braces are often meant
 * (`route="/users/{id}"`), so there only what looks like one of our words misspelt is a mistake; `\x7b` writes the brace itself.
 */
export function templateMistakes(query: string): readonly TemplateMistake[] {
  return promqlTokens(query).flatMap(({ kind, text, at }) => {
    if (kind === 'braced-word') return bareMistakes(text, at);
    if (kind !== 'string') return [];
    return [...text.matchAll(/\{\s*([A-Za-z_]\w*)\s*\}/g)].flatMap(({ 0: braces, 1: word = '', index }) => {
      const near = nearest(word, templateWords);
      if (near === null || braces === `{${near}}`) return [];
      const { sentence, ...mistake } = unknownWord(braces, near, at + index);
      return [
        { ...mistake, sentence: `${sentence} Braces that are meant as they stand begin with \`\\x7b\`.` },
      ];
    });
  });
}

function bareMistakes(braces: string, at: number): readonly TemplateMistake[] {
  const word = braces.slice(1, -1);
  if (bareWords.includes(word)) return [];
  if (!templateWords.some((known) => known === word)) {
    return [unknownWord(braces, nearest(word.trim(), templateWords), at)];
  }
  const sentence = `${braces} stands outside quotes here, where Prometheus would read a name or a number. Put it into a label's value: \`${word}="${braces}"\`; for a part of a metric's name \`{__name__="…${braces}…"}\`.`;
  return [{ at, sentence, suggestion: `"${braces}"` }];
}

function unknownWord(braces: string, near: string | null, at: number): TemplateMistake {
  const known = templateWords.map((word) => `{${word}}`).join(', ');
  const hint = near === null ? `There are ${known}.` : `Did you mean {${near}}?`;
  const sentence = `${braces} stands for nothing. ${hint}`;
  return { at, sentence, suggestion: near && `{${near}}` };
}

/** Words of ours that the query really uses; not those in its comments. */
export function usedWords(query: string): ReadonlySet<TemplateWord> {
  const code = promqlTokens(query).filter(({ kind }) => kind === 'string' || kind === 'braced-word');
  const found = code.flatMap(({ text }) => [...text.matchAll(templates)].map(([, word]) => word));
  return new Set(templateWords.filter((word) => found.includes(word)));
}

const units: readonly (readonly [string, Millis])[] = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
];

/** A duration as PromQL writes it: `1m`, `90s`, `250ms`. */
export function promqlDuration(millis: Millis): string {
  const [unit, size] = units.find(([, one]) => millis % one === 0) ?? ['ms', 1];
  return `${millis / size}${unit}`;
}
