import { expect, it } from 'vitest';
import { commands } from '../../../commands/registry.ts';
import { isUrgent } from '../../../handlers/hear/command-of.ts';

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
