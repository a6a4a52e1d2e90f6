import { findCommand, withoutMention } from '../../src/core/command/parse.ts';
import type { CommandSpec } from '../../src/core/command/spec.ts';
import { tokenize } from '../../src/core/command/tokenize.ts';

/** A rollback carried out twice does no harm, and visitors do not wait. What else the line says is read as always. */
export function isUrgent(text: string, specs: readonly CommandSpec[]): boolean {
  const tokens = tokenize(text);
  if (tokens.kind === 'unreadable') return false;
  const [first] = withoutMention(tokens.words, ['belay']);
  const spec = first === undefined ? null : findCommand(first.value, specs);
  return spec?.name === 'rollback';
}
