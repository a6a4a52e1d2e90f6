import type { Refusal } from '../refusal.ts';
import { type Assignment, assignmentProblem, assignWords } from './assign-words.ts';
import { shown } from './check-value.ts';
import { closest } from './closest.ts';
import { withCurrentDeployment } from './current-deployment.ts';
import { type FlagFix, readFlags } from './read-flags.ts';
import type { GrammarRefusal } from './refusal-code.ts';
import { type CommandSpec, usageLine } from './spec.ts';
import { tokenize, type Word } from './tokenize.ts';
import { commandOfTwoWords } from './two-words.ts';

/** Longer texts are refused before they are looked at. In UTF-16 code units. */
export const longestCommand = 2000;

export interface ParsedCommand {
  readonly kind: 'command';
  readonly spec: CommandSpec;
  /** By argument name; an argument that was left out has no key. Values are as typed, in Unicode NFC. */
  readonly args: Readonly<Record<string, string>>;
  readonly flags: Readonly<Record<string, string | true>>;
}

/** A command that was not understood, with the line that was probably meant. It is offered, never run. */
export interface CommandRefusal extends Refusal {
  readonly suggestion: string | null;
}

export type Parsed =
  | ParsedCommand
  | { readonly kind: 'help'; readonly spec: CommandSpec | null }
  | CommandRefusal;

/**
 * Reads one line in the grammar that is the same on every place.
 * @param names what the bot is called there: a leading `/name`, `@name` or `name` is taken off, as is one
 *   mention in the form of Slack or Discord (`<@U123>`)
 * @param meant what the place knows to be meant, for arguments that the line leaves out
 */
export function parseCommand(
  typed: string,
  specs: readonly CommandSpec[],
  names: readonly string[] = ['belay'],
  meant: Meant = {},
): Parsed {
  if (typed.length > longestCommand) {
    const sentence = `The command has ${typed.length} characters; at most ${longestCommand} are read. Nothing was done.`;
    return refused('too-long', sentence);
  }
  const tokens = tokenize(typed);
  if (tokens.kind === 'unreadable') return refused(tokens.code, tokens.sentence);
  const words = withoutMention(tokens.words, names);
  const [first, ...others] = words;
  if (first === undefined) return { kind: 'help', spec: null };
  const replace: Replace = ({ word, replacement }) => corrected(tokens.text, first, word, replacement);
  if (isHelp(first)) return helpFor(others[0], specs, replace);
  const two = commandOfTwoWords(words, specs);
  if (two !== null) return readArguments(two.spec, two.others, replace, meant);
  const spec = findCommand(first.value, specs);
  if (spec === null) return unknownCommand(first, specs, replace);
  return readArguments(spec, others, replace, meant);
}

type Replace = (fix: FlagFix) => string;

/** Values by the names of arguments. */
type Meant = Readonly<Record<string, string>>;

function readArguments(spec: CommandSpec, words: readonly Word[], replace: Replace, meant: Meant): Parsed {
  const read = readFlags(spec, words);
  if (read.kind === 'problem') {
    return refused(
      read.code,
      withUsage(spec, read.sentence),
      read.fixed === null ? null : replace(read.fixed),
    );
  }
  if (read.help) return { kind: 'help', spec };
  const wide = spec.flags.some(({ name, everything }) => everything === true && read.flags[name] === true);
  const aimed = wide ? { ...spec, args: spec.args.filter(({ kind }) => kind !== 'target') } : spec;
  const assigned = assignMeant(aimed, withCurrentDeployment(aimed, read.rest), wide ? {} : meant);
  const wrong = assignmentProblem(aimed, assigned);
  if (wrong !== null) return refused(wrong.code, withUsage(spec, wrong.sentence));
  return { kind: 'command', spec, args: assigned.args, flags: read.flags };
}

/** In the thread of a rollout `rollback "checkout is slow"` gives the reason: what is quoted is no target. */
function assignMeant(spec: CommandSpec, words: readonly Word[], meant: Meant): Assignment {
  const skips = Object.hasOwn(meant, 'target') && words[0]?.quoted === true;
  const args = skips ? spec.args.filter(({ name }) => name !== 'target') : spec.args;
  return withMeant(spec, assignWords({ ...spec, args }, words), meant);
}

function withMeant(spec: CommandSpec, assigned: Assignment, meant: Meant): Assignment {
  if (assigned.pending !== null) return assigned;
  const left = spec.args.filter(({ name }) => !Object.hasOwn(assigned.args, name));
  const filled = left.flatMap(({ name }) => {
    const value = Object.hasOwn(meant, name) ? meant[name] : undefined;
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...assigned, args: { ...assigned.args, ...Object.fromEntries(filled) } };
}

/** The command of that name or alias; a leading slash and capitals do not matter. */
export function findCommand(typed: string, specs: readonly CommandSpec[]): CommandSpec | null {
  const name = typed.replace(/^\//u, '').toLowerCase();
  return specs.find((spec) => spec.name === name || spec.aliases.includes(name)) ?? null;
}

/** Takes off one leading mention of the bot: `/belay`, `belay`, `@belay`, `@belay:`, `<@U123>`, `<@!123>`. */
export function withoutMention(words: readonly Word[], names: readonly string[]): readonly Word[] {
  const [first] = words;
  if (first === undefined || first.quoted) return words;
  const platform = /^<@!?[A-Z0-9]+(\|[^>]*)?>[:,]?$/u.test(first.value);
  const name = /^[/@]?(.+?)[:,]?$/u.exec(first.value)?.[1]?.toLowerCase();
  const named = names.some((candidate) => candidate.toLowerCase() === name);
  return platform || named ? words.slice(1) : words;
}

function isHelp(word: Word): boolean {
  return !word.quoted && ['help', '/help', '--help', '-h', '?'].includes(word.value.toLowerCase());
}

function helpFor(about: Word | undefined, specs: readonly CommandSpec[], replace: Replace): Parsed {
  if (about === undefined || isHelp(about)) return { kind: 'help', spec: null };
  const spec = findCommand(about.value, specs);
  return spec === null ? unknownCommand(about, specs, replace) : { kind: 'help', spec };
}

function unknownCommand(word: Word, specs: readonly CommandSpec[], replace: Replace): CommandRefusal {
  const near = closest(
    word.value.replace(/^\//u, ''),
    specs.flatMap((spec) => [spec.name, ...spec.aliases]),
  );
  const sentence = `There is no command \`${shown(word.value)}\`. \`help\` lists them all.`;
  return refused('unknown-command', sentence, near === null ? null : replace({ word, replacement: near }));
}

/** The line from the command on, with one word replaced. */
function corrected(text: string, first: Word, word: Word, replacement: string): string {
  const from = word.column - 1;
  return (text.slice(first.column - 1, from) + replacement + text.slice(from + word.source.length)).trim();
}

function withUsage(spec: CommandSpec, sentence: string): string {
  return `${sentence} Usage: \`${usageLine(spec)}\``;
}

function refused(code: GrammarRefusal, sentence: string, suggestion: string | null = null): CommandRefusal {
  const meant = suggestion === null || suggestion.includes('`') ? '' : ` Did you mean \`${suggestion}\`?`;
  return { kind: 'refused', code, sentence: sentence + meant, suggestion };
}
