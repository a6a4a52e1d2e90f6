import { expect, test } from 'vitest';
import { commands } from '../../../commands/registry.ts';
import { slashCommand } from '../../../handlers/discord/slash-commands.ts';
import { cardActions } from '../../../src/core/card/actions.ts';
import type { ArgumentSpec, CommandSpec } from '../../../src/core/command/spec.ts';
import { aRollout } from '../../builders/rollout.ts';
import { type CommandOption, checkCommands } from '../../doubles/discord/rules/command.ts';

const specs = commands.map(({ spec }) => spec);

/** Subcommands with the group they stand in. */
function below(
  command: ReturnType<typeof slashCommand>,
): readonly { readonly group: string | undefined; readonly sub: CommandOption }[] {
  return ((command.options ?? []) as readonly CommandOption[]).flatMap<{
    group: string | undefined;
    sub: CommandOption;
  }>((one) =>
    one.type === 2
      ? (one.options ?? []).map((sub) => ({ group: one.name, sub }))
      : [{ group: undefined, sub: one }],
  );
}

test('every command of the grammar can be said with all of its arguments and flags, within the limits of Discord', () => {
  const command = slashCommand(specs);
  expect(checkCommands([command])).not.toHaveProperty('kind');
  const shown = below(command).map(({ group, sub }) => [
    sub.name,
    group,
    (sub.options ?? []).map(({ name }) => name).toSorted(),
  ]);
  const wanted = specs.map(({ name, group, args, flags }) => [
    name,
    group,
    [...args, ...flags].map((one) => one.name).toSorted(),
  ]);
  expect(shown.toSorted()).toEqual([...wanted, ['help', undefined, ['command']]].toSorted());
});

/** With one more, those that belong together have to become a group. */
test('Discord takes 25 at the top and in each group, help among them', () => {
  const command = slashCommand(specs);
  expect(command.options?.length).toBeLessThanOrEqual(25);
  const [first] = specs;
  if (first === undefined) throw new Error('there are no commands');
  const many = Array.from({ length: 25 }, (_, n) => ({ ...first, name: `more-${n}` }));
  expect(checkCommands([slashCommand(many)])).toHaveProperty('status', 400);
  const grouped = Array.from({ length: 26 }, (_, n) => ({
    ...first,
    name: `more-${n}`,
    group: 'safety' as const,
  }));
  expect(checkCommands([slashCommand(grouped)])).toHaveProperty('status', 400);
});

test('when all descriptions together are too long, all are cut alike and say so', () => {
  const [first] = specs;
  if (first === undefined) throw new Error('there are no commands');
  const wordy = Array.from({ length: 24 }, (_, n) => ({ ...first, name: `more-${n}`, args: argsOf(5) }));
  const command = slashCommand(wordy);
  expect(checkCommands([command])).not.toHaveProperty('kind');
  const said = below(command).flatMap(({ sub }) =>
    (sub.options ?? []).filter(({ name }) => name.startsWith('word-')).map(({ description }) => description),
  );
  expect(new Set(said).size).toBe(1);
  expect(said[0]).toMatch(/^x+…$/);
  const few: readonly CommandSpec[] = [{ ...first, args: argsOf(2) }];
  expect(below(slashCommand(few))[0]?.sub.options?.[0]?.description).toBe('x'.repeat(100));
});

/** A button whose label or command is too long is typed instead, as `/belay promote …`. */
test('what the buttons of a card do stands at the top', () => {
  const verbs = cardActions(aRollout()).map(({ command }) => command.split(' ')[0]);
  const always = ['promote', 'pause', 'resume', 'rollback', 'approve', 'reject', 'tick', 'status'];
  const grouped = specs.filter(({ group }) => group !== undefined).map(({ name }) => name);
  expect(grouped.filter((name) => [...always, ...verbs].includes(name))).toEqual([]);
});

function argsOf(count: number): readonly ArgumentSpec[] {
  return Array.from({ length: count }, (_, n) => ({
    name: `word-${n}`,
    required: false,
    description: 'x'.repeat(100),
    kind: 'text' as const,
  }));
}
