import type { CommandSpec } from './spec.ts';
import type { Word } from './tokenize.ts';

/** A command's spec, and the words after its name. */
export interface Verb {
  readonly spec: CommandSpec;
  readonly others: readonly Word[];
}

/**
 * `prepare migration --from v1 --to v2`: a command of two words, as its aliases have it. A service may be called
 * `migration` too, so the second word counts only where nothing follows that is not the command's own: one of its flags
 * is there, or nothing at all.
 */
export function commandOfTwoWords(words: readonly Word[], specs: readonly CommandSpec[]): Verb | null {
  const [first, second, ...others] = words;
  if (first === undefined || second === undefined || second.quoted) return null;
  const typed = `${first.value.replace(/^\//u, '')} ${second.value}`.toLowerCase();
  const spec = specs.find(({ aliases }) => aliases.includes(typed));
  if (spec === undefined) return null;
  const own = others.some(
    ({ value, quoted }) =>
      !quoted && [...spec.flags, { name: 'help' }].some(({ name }) => isFlag(value, name)),
  );
  return own || others.length === 0 ? { spec, others } : null;
}

/** Phones make one long dash of two. */
function isFlag(value: string, name: string): boolean {
  const bare = value.toLowerCase().replace(/^(--|[—–])/u, '');
  return bare !== value.toLowerCase() && (bare === name || bare.startsWith(`${name}=`));
}
