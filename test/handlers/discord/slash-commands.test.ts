import { expect, test } from 'vitest';
import { commands } from '../../../commands/registry.ts';
import { slashCommand } from '../../../handlers/discord/slash-commands.ts';
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
