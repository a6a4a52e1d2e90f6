import { findCommand, withoutMention } from '../../src/core/command/parse.ts';
import type { CommandSpec } from '../../src/core/command/spec.ts';
import { tokenize } from '../../src/core/command/tokenize.ts';
import { commandOfTwoWords } from '../../src/core/command/two-words.ts';

/** The command that a line begins with; null for help and for what is none, which the grammar answers. */
export function commandOf(text: string, specs: readonly CommandSpec[]): CommandSpec | null {
  const tokens = tokenize(text);
  if (tokens.kind === 'unreadable') return null;
  const words = withoutMention(tokens.words, ['belay']);
  const [first] = words;
  if (first === undefined) return null;
  return commandOfTwoWords(words, specs)?.spec ?? findCommand(first.value, specs);
}

/** A rollback carried out twice does no harm, and visitors do not wait. What else the line says is read as always. */
export function isUrgent(text: string, specs: readonly CommandSpec[]): boolean {
  return commandOf(text, specs)?.name === 'rollback';
}
