import fc from 'fast-check';
import { expect, test } from 'vitest';
import { longestCommand } from '../../../src/core/command/parse.ts';
import { tokenize } from '../../../src/core/command/tokenize.ts';
import { plainLine } from '../../../src/core/prose.ts';
import { commandOf, customIdOf } from '../../../src/render/discord/custom-id.ts';
import { reasonForm, withReason } from '../../../src/render/discord/reason-form.ts';
import { nasty } from './nasty.ts';

test('a button carries its command there and back', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 96 }), fc.boolean(), (command, wantsReason) => {
      const id = customIdOf({ command, wantsReason });
      expect(commandOf(id ?? '')).toEqual({ command, wantsReason });
    }),
  );
});

test('what carries no command of ours is none', () => {
  for (const id of ['', 'run:', 'approve r-0123456789', 'other:thing', `run:${'x'.repeat(97)}`]) {
    expect(commandOf(id)).toBeNull();
  }
  expect(customIdOf({ command: 'x'.repeat(97), wantsReason: false })).toBeNull();
});

test('the form carries the command and asks for one reason', () => {
  const form = reasonForm({ command: 'reject r-0123456789 --gate 2', wantsReason: true });
  expect(form).toMatchObject({
    custom_id: 'ask:reject r-0123456789 --gate 2',
    title: 'reject r-0123456789 --gate 2',
  });
  expect(form?.components).toHaveLength(1);
  expect(
    (reasonForm({ command: 'x'.repeat(96), wantsReason: true })?.title ?? '').length,
  ).toBeLessThanOrEqual(45);
});

test('a rollback does not wait for a reason', () => {
  const required = (command: string) =>
    JSON.stringify(reasonForm({ command, wantsReason: true })).includes('"required":true');
  expect(required('rollback r-0123456789')).toBe(false);
  expect(required('reject r-0123456789 --gate 2')).toBe(true);
});

test('whatever the reason is, it is one argument and no flag, keyword or second command', () => {
  fc.assert(
    fc.property(nasty(), (reason) => {
      const line = withReason('reject r-0123456789 --gate 2', reason);
      const read = tokenize(line);
      const words = read.kind === 'words' ? read.words.slice(4) : [];
      const said = plainLine(reason.normalize('NFC').replace(/(?!\ufe0e|\ufe0f)\p{DI}/gu, ''));
      expect(words.map(({ value, quoted }) => ({ value, quoted }))).toEqual(
        said === '' ? [] : [{ value: said, quoted: true }],
      );
    }),
  );
});

test('the longest reason fits into a command', () => {
  expect(withReason('reject r-0123456789 --gate 2', '"'.repeat(900)).length).toBeLessThanOrEqual(
    longestCommand,
  );
});
