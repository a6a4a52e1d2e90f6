import { shown, valueProblem } from './check-value.ts';
import type { GrammarRefusal } from './refusal-code.ts';
import type { ArgumentSpec, CommandSpec } from './spec.ts';
import { keywordsOf } from './spec.ts';
import type { Word } from './tokenize.ts';

/** How far the words fill a command's arguments; also what completion needs to know. */
export interface Assignment {
  readonly args: Readonly<Record<string, string>>;
  /** Arguments that a further word could fill, the likeliest first. */
  readonly open: readonly ArgumentSpec[];
  /** The keyword that was written last and still waits for its value. */
  readonly pending: { readonly keyword: string; readonly arg: ArgumentSpec } | null;
  readonly surplus: Word | null;
}

/**
 * Gives each word to an argument: in order those without a keyword, at any place `to <environment>` and the
 * like, and what is left over to arguments whose keyword was left out. An argument that takes the rest and
 * begins without quotes takes every later word as it was typed, keywords included.
 */
export function assignWords(spec: CommandSpec, words: readonly Word[]): Assignment {
  const args: Record<string, string> = {};
  const isOpen = (arg: ArgumentSpec) => !Object.hasOwn(args, arg.name);
  let pending: Assignment['pending'] = null;
  for (const [at, word] of words.entries()) {
    const keyword: ArgumentSpec | null = pending === null ? keywordArgument(spec, word, isOpen) : null;
    if (keyword !== null) {
      pending = { keyword: word.value, arg: keyword };
      continue;
    }
    const arg: ArgumentSpec | undefined = pending?.arg ?? inOrder(spec).find(isOpen);
    pending = null;
    if (arg === undefined) return { args, open: [], pending, surplus: word };
    if (arg.rest === true && !endsHere(spec, word, words.slice(at + 1), isOpen)) {
      args[arg.name] = words.slice(at).map(asTyped).join(' ');
      break;
    }
    args[arg.name] = word.value;
  }
  return { args, open: inOrder(spec).filter(isOpen), pending, surplus: null };
}

/** @returns what is wrong with the assignment as a code and a sentence without the usage; null when all is well */
export function assignmentProblem(
  spec: CommandSpec,
  { args, pending, surplus }: Assignment,
): { readonly code: GrammarRefusal; readonly sentence: string } | null {
  if (pending !== null) {
    const sentence = `After \`${pending.keyword}\` the ${pending.arg.name} is missing.`;
    return { code: 'missing-argument', sentence };
  }
  for (const arg of spec.args) {
    const value = Object.hasOwn(args, arg.name) ? args[arg.name] : undefined;
    if (value === undefined) continue;
    const sentence = valueProblem(arg, value);
    if (sentence !== null) return { code: 'bad-value', sentence };
  }
  if (surplus !== null) {
    const sentence = `\`${shown(surplus.value)}\` is one word too many for \`${spec.name}\`; text of several words goes in quotes.`;
    return { code: 'too-many-arguments', sentence };
  }
  const missing = spec.args.filter((arg) => arg.required && !Object.hasOwn(args, arg.name));
  if (missing.length === 0) return null;
  const wanted = missing.map(({ name }) => `\`${name}\``).join(' and ');
  return {
    code: 'missing-argument',
    sentence: `\`${spec.name}\` needs ${wanted} as well.`,
  };
}

/** Those without a keyword first: they are filled by position. */
function inOrder(spec: CommandSpec): readonly ArgumentSpec[] {
  return [
    ...spec.args.filter((arg) => arg.before === undefined),
    ...spec.args.filter((arg) => arg.before !== undefined),
  ];
}

function keywordArgument(
  spec: CommandSpec,
  word: Word,
  isOpen: (arg: ArgumentSpec) => boolean,
): ArgumentSpec | null {
  if (word.quoted) return null;
  const keyword = word.value.toLowerCase();
  return spec.args.find((arg) => isOpen(arg) && keywordsOf(arg).includes(keyword)) ?? null;
}

/** A quoted text is whole when nothing follows it, or only a keyword with its value. */
function endsHere(
  spec: CommandSpec,
  word: Word,
  later: readonly Word[],
  isOpen: (arg: ArgumentSpec) => boolean,
): boolean {
  const [next] = later;
  if (next === undefined) return true;
  return word.quoted && later.length <= 2 && keywordArgument(spec, next, isOpen) !== null;
}

function asTyped(word: Word): string {
  return word.source;
}
