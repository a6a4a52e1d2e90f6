import { flagValueProblem, shown } from './check-value.ts';
import { closest } from './closest.ts';
import type { GrammarRefusal } from './refusal-code.ts';
import type { CommandSpec, FlagSpec } from './spec.ts';
import type { Word } from './tokenize.ts';

export type FlagsRead =
  | {
      readonly kind: 'read';
      readonly flags: Readonly<Record<string, string | true>>;
      readonly help: boolean;
      /** Words that are no flags, in order; `ended` are those after `--`, which never are keywords. */
      readonly rest: readonly Word[];
    }
  | {
      readonly kind: 'problem';
      readonly code: GrammarRefusal;
      readonly sentence: string;
      readonly fixed: FlagFix | null;
    };

/** Replaces the flag's name in the word at `column`. */
export interface FlagFix {
  readonly word: Word;
  readonly replacement: string;
}

/** Takes the flags out of a command's words. Flags may stand anywhere before `--`; quoted words never are flags. */
export function readFlags(spec: CommandSpec, words: readonly Word[]): FlagsRead {
  const flags: Record<string, string | true> = {};
  const rest: Word[] = [];
  let help = false;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at];
    if (word === undefined) break;
    if (isEnd(word)) {
      rest.push(...words.slice(at + 1).map((later) => ({ ...later, quoted: true })));
      break;
    }
    const typed = flagOf(word, spec);
    if (typed === null) rest.push(word);
    else if (typed.name === 'help' || typed.name === 'h') help = true;
    else {
      const flag = spec.flags.find(({ name }) => name === typed.name);
      if (flag === undefined) return unknownFlag(spec, word, typed);
      if (Object.hasOwn(flags, flag.name)) return problem('flag-twice', `\`--${flag.name}\` is given twice.`);
      const value = readValue(flag, typed.value, words[at + 1]);
      if (value.kind === 'problem') return value;
      flags[flag.name] = value.value;
      if (value.tookNext) at += 1;
    }
  }
  return { kind: 'read', flags, help, rest };
}

interface TypedFlag {
  readonly name: string;
  readonly value: string | null;
}

function isEnd(word: Word): boolean {
  return !word.quoted && word.value === '--';
}

/**
 * The flag a word is, or null. Phones and chat programs turn `--` into one long dash, so a long dash before
 * the name of a flag of this command is read as what was meant; before anything else it is text.
 */
function flagOf(word: Word, spec: CommandSpec): TypedFlag | null {
  if (word.quoted) return null;
  if (word.value === '-h') return { name: 'h', value: null };
  const [, dashes, name, value] = /^(--|[—–])([^\s=-][^\s=]*)(?:=(.*))?$/su.exec(word.value) ?? [];
  if (name === undefined) return null;
  const typed = { name: name.toLowerCase(), value: value ?? null };
  const known = typed.name === 'help' || spec.flags.some((flag) => flag.name === typed.name);
  return dashes === '--' || known ? typed : null;
}

type ValueRead =
  | { readonly kind: 'value'; readonly value: string | true; readonly tookNext: boolean }
  | Extract<FlagsRead, { kind: 'problem' }>;

function readValue(flag: FlagSpec, own: string | null, next: Word | undefined): ValueRead {
  if (flag.value === 'none') {
    if (own === null) return { kind: 'value', value: true, tookNext: false };
    return problem('flag-takes-no-value', `\`--${flag.name}\` takes no value.`);
  }
  if (own === null && (next === undefined || (!next.quoted && /^[-—–]/u.test(next.value)))) {
    return problem(
      'flag-value-missing',
      `\`--${flag.name}\` needs a value: \`--${flag.name}=<${flag.value}>\`.`,
    );
  }
  const value = own ?? next?.value ?? '';
  const wrong = flagValueProblem(flag, value);
  if (wrong !== null) return problem('flag-value-wrong', wrong);
  return { kind: 'value', value, tookNext: own === null };
}

function unknownFlag(spec: CommandSpec, word: Word, typed: TypedFlag): FlagsRead {
  const near = closest(
    typed.name,
    spec.flags.map(({ name }) => name),
  );
  const sentence = `\`${spec.name}\` has no flag \`--${shown(typed.name)}\`; words that begin with dashes are text only in quotes or after \`--\`.`;
  const replacement = `--${near}${word.source.includes('=') ? word.source.slice(word.source.indexOf('=')) : ''}`;
  return {
    kind: 'problem',
    code: 'unknown-flag',
    sentence,
    fixed: near === null ? null : { word, replacement },
  };
}

function problem(code: GrammarRefusal, sentence: string): Extract<FlagsRead, { kind: 'problem' }> {
  return { kind: 'problem', code, sentence, fixed: null };
}
