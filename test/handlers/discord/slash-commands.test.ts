import { expect, test } from 'vitest';
import { commands } from '../../../commands/registry.ts';
import { slashCommand } from '../../../handlers/discord/slash-commands.ts';
import type { ArgumentSpec } from '../../../src/core/command/spec.ts';
import { checkCommands } from '../../doubles/discord/rules/command.ts';

const specs = commands.map(({ spec }) => spec);

test('every command of the grammar can be said with all of its arguments and flags, within the limits of Discord', () => {
  const command = slashCommand(specs);
  expect(checkCommands([command])).not.toHaveProperty('kind');
  const shown = (command.options ?? []).map((sub) => [
    sub.name,
    ('options' in sub ? (sub.options ?? []) : []).map(({ name }) => name).toSorted(),
  ]);
  const wanted = specs.map(({ name, args, flags }) => [
    name,
    [...args, ...flags].map((one) => one.name).toSorted(),
  ]);
  expect(shown).toEqual([...wanted, ['help', ['command']]]);
});

/** With the next one, two that belong together have to become one group, as Discord calls it, or one command. */
test('Discord takes 25 below one name, help among them, and no more than 8,000 characters', () => {
  expect(specs.length + 1).toBeLessThanOrEqual(25);
  const [first] = specs;
  if (first === undefined) throw new Error('there are no commands');
  const many = Array.from({ length: 25 }, (_, n) => ({ ...first, name: `more-${n}` }));
  expect(checkCommands([slashCommand(many)])).toHaveProperty('status', 400);
  const wordy = Array.from({ length: 24 }, (_, n) => ({ ...first, name: `more-${n}`, args: argsOf(5) }));
  expect(checkCommands([slashCommand(wordy)])).toHaveProperty('status', 400);
});

function argsOf(count: number): readonly ArgumentSpec[] {
  return Array.from({ length: count }, (_, n) => ({
    name: `word-${n}`,
    required: false,
    description: 'x'.repeat(100),
    kind: 'text' as const,
  }));
}
