import { expect, it } from 'vitest';
import { commands } from '../../../commands/registry.ts';
import { commandOf, isUrgent } from '../../../handlers/hear/command-of.ts';

const specs = commands.map(({ spec }) => spec);

it.each([
  ['rollback shop "slow"', true],
  ['<@U0BOT> abort', true],
  ['/undo r-0123456789', true],
  ['promote shop', false],
  ['note shop rollback', false],
  ['', false],
  ['rollback "unfinished', false],
])('%s', (text, urgent) => {
  expect(isUrgent(text, specs)).toBe(urgent);
});

it('knows a command of two words', () => {
  expect(commandOf('@belay prepare migration shop --from v1 --to v2', specs)?.name).toBe('prepare-migration');
  expect(commandOf('prepare shop v2', specs)?.name).toBe('prepare');
});
