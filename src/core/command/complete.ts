import type { ItemKind, OpenItem } from '../rollout/open-items.ts';
import { assignWords } from './assign-words.ts';
import { itemCandidates, secondWords } from './complete-items.ts';
import { findCommand, longestCommand, withoutMention } from './parse.ts';
import { readFlags } from './read-flags.ts';
import { type ArgumentSpec, type CommandSpec, type FlagSpec, flagUsage } from './spec.ts';
import { tokenize, type Word } from './tokenize.ts';
import { commandOfTwoWords } from './two-words.ts';

/** What exists at this moment and may be named. */
export interface KnownNames {
  readonly services: readonly string[];
  /** Versions of a service that can be deployed, the newest first. */
  readonly versions: (service: string) => readonly string[];
  readonly environments: readonly string[];
  /** Ids of live rollouts. */
  readonly rollouts: readonly string[];
  /** Of the command that is being typed. */
  readonly items: readonly OpenItem[];
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
  /** What people may begin to type instead. */
  readonly about?: string;
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
  const two = commandOfTwoWords(words, specs);
  const spec = two?.spec ?? findCommand(first.value, specs);
  if (spec === null) return [];
  const seconds = others.length === 0 ? secondWords(first, specs) : [];
  return [...seconds, ...wordsOf(spec, two?.others ?? others, typed, names)];
}

function wordsOf(
  spec: CommandSpec,
  others: readonly Word[],
  typed: string,
  names: KnownNames,
): readonly Candidate[] {
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
  if (offeredItems(spec) !== null) return itemCandidates(read.rest, names.items);
  const { args, open, pending } = assignWords(spec, read.rest);
  if (pending !== null) return valuesOf(pending.arg, args, names);
  const [next, ...later] = open;
  if (next === undefined) return [];
  const keywords =
    next.required && next.before === undefined ? [] : [next, ...later].flatMap(keywordCandidate);
  return [...(next.before === undefined ? valuesOf(next, args, names) : []), ...keywords];
}

/** What of the open things is offered to whoever types this; null for nothing of the kind. */
export function itemsAsked(text: string, specs: readonly CommandSpec[]): ItemKind | null {
  if (text.length > longestCommand) return null;
  const tokens = tokenize(text);
  const [first] = tokens.kind === 'unreadable' ? [] : withoutMention(tokens.words, ['belay']);
  const spec = first === undefined ? null : findCommand(first.value, specs);
  return spec === null ? null : offeredItems(spec);
}

function offeredItems({ args }: CommandSpec): ItemKind | null {
  return args.find(({ offers }) => offers !== undefined)?.offers ?? null;
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

/** Words that begin as typed, then those that contain it; boxes and tasks also by what stands in them. */
function matching(all: readonly Candidate[], typed: string): readonly Candidate[] {
  const wanted = typed.toLowerCase();
  const begins = all.filter(({ word }) => word.toLowerCase().startsWith(wanted));
  const contains = all.filter(
    (one) =>
      !begins.includes(one) &&
      [one.word, one.about ?? ''].some((text) => text.toLowerCase().includes(wanted)),
  );
  return [...begins, ...contains];
}
