import { assignWords } from './assign-words.ts';
import { findCommand, longestCommand, withoutMention } from './parse.ts';
import { readFlags } from './read-flags.ts';
import { type ArgumentSpec, type CommandSpec, type FlagSpec, flagUsage } from './spec.ts';
import { tokenize, type Word } from './tokenize.ts';

/** What exists at this moment and may be named. */
export interface KnownNames {
  readonly services: readonly string[];
  /** Versions of a service that can be deployed, the newest first. */
  readonly versions: (service: string) => readonly string[];
  readonly environments: readonly string[];
  /** Ids of live rollouts. */
  readonly rollouts: readonly string[];
}

export interface Completion {
  /** The whole line with the completed word. */
  readonly text: string;
  readonly hint: string;
}

/** What may come next in a line that is being typed; nothing when the line cannot be read. */
export function complete(
  text: string,
  specs: readonly CommandSpec[],
  names: KnownNames,
): readonly Completion[] {
  if (text.length > longestCommand) return [];
  const tokens = tokenize(text);
  if (tokens.kind === 'unreadable') return [];
  const begun = tokens.words.at(-1);
  const complete = begun === undefined || /\s$/u.test(tokens.text);
  const prefix = complete ? tokens.text : tokens.text.slice(0, begun.column - 1);
  const typed = complete ? '' : begun.value;
  const words = withoutMention(complete ? tokens.words : tokens.words.slice(0, -1), ['belay']);
  return matching(candidates(words, typed, specs, names), typed).map(({ word, hint }) => ({
    text: prefix + word,
    hint,
  }));
}

interface Candidate {
  readonly word: string;
  readonly hint: string;
}

function candidates(
  words: readonly Word[],
  typed: string,
  specs: readonly CommandSpec[],
  names: KnownNames,
): readonly Candidate[] {
  const [first, ...others] = words;
  const commands = specs.map((spec) => ({ word: spec.name, hint: spec.summary }));
  if (first === undefined) return commands;
  if (first.value === 'help') return others.length === 0 ? commands : [];
  const spec = findCommand(first.value, specs);
  if (spec === null) return [];
  const before = others.at(-1);
  const waiting = before?.quoted === false ? flagNamed(spec, before.value) : undefined;
  if (waiting?.offers !== undefined) return offered(waiting, '');
  return typed.startsWith('-') ? flagCandidates(spec, typed) : argumentCandidates(spec, others, names);
}

/** The flag that a word `--name` is, when it takes a value. */
function flagNamed(spec: CommandSpec, typed: string): FlagSpec | undefined {
  return spec.flags.find(({ name, value }) => value !== 'none' && typed === `--${name}`);
}

function offered({ name, offers = [], description }: FlagSpec, before: string): readonly Candidate[] {
  return offers.map((value) => ({ word: `${before}${value}`, hint: `--${name}: ${description}` }));
}

function flagCandidates(spec: CommandSpec, typed: string): readonly Candidate[] {
  const named = flagNamed(spec, typed.split('=')[0] ?? '');
  if (named?.offers !== undefined && typed.includes('=')) return offered(named, `--${named.name}=`);
  return spec.flags.map((flag) => ({
    word: flag.value === 'none' ? `--${flag.name}` : `--${flag.name}=`,
    hint: `${flagUsage(flag)}: ${flag.description}`,
  }));
}

function argumentCandidates(
  spec: CommandSpec,
  words: readonly Word[],
  names: KnownNames,
): readonly Candidate[] {
  const read = readFlags(spec, words);
  if (read.kind === 'problem') return [];
  const { args, open, pending } = assignWords(spec, read.rest);
  if (pending !== null) return valuesOf(pending.arg, args, names);
  const [next, ...later] = open;
  if (next === undefined) return [];
  const keywords =
    next.required && next.before === undefined ? [] : [next, ...later].flatMap(keywordCandidate);
  return [...(next.before === undefined ? valuesOf(next, args, names) : []), ...keywords];
}

function keywordCandidate(arg: ArgumentSpec): readonly Candidate[] {
  return arg.before === undefined ? [] : [{ word: arg.before, hint: arg.description }];
}

function valuesOf(
  arg: ArgumentSpec,
  args: Readonly<Record<string, string>>,
  names: KnownNames,
): readonly Candidate[] {
  const hinted = (words: readonly string[]) => words.map((word) => ({ word, hint: arg.description }));
  switch (arg.kind) {
    case 'service':
      return hinted(names.services);
    case 'version':
      return hinted(names.versions(args['service'] ?? ''));
    case 'environment':
      return hinted(names.environments);
    case 'rollout':
      return hinted(names.rollouts);
    case 'target':
      return hinted([...names.services, ...names.rollouts]);
    case 'text':
    case 'person':
      return [];
  }
}

/** Words that begin as typed, then those that contain it. */
function matching(all: readonly Candidate[], typed: string): readonly Candidate[] {
  const wanted = typed.toLowerCase();
  const begins = all.filter(({ word }) => word.toLowerCase().startsWith(wanted));
  const contains = all.filter((one) => !begins.includes(one) && one.word.toLowerCase().includes(wanted));
  return [...begins, ...contains];
}
