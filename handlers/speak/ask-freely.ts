import type { Command } from '../../commands/command.ts';
import type { CommandRefusal, ParsedCommand } from '../../src/core/command/parse.ts';
import { readsAsQuestion } from '../../src/core/questions/read-question.ts';

/**
 * A line that is no command and reads as a question, as the command that answers questions: that one only reads,
 * whatever the line says.
 * @returns null when the refusal stands
 */
export function askedFreely(
  text: string,
  refused: CommandRefusal,
  commands: readonly Command[],
): ParsedCommand | null {
  if (refused.code === 'too-long' || !readsAsQuestion(text)) return null;
  const found = commands.find(({ spec }) => spec.name === 'ask' && spec.kind === 'reads');
  return found === undefined
    ? null
    : { kind: 'command', spec: found.spec, args: { question: text }, flags: {} };
}
