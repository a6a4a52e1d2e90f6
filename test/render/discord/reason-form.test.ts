import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commandOf, customIdOf } from '../../../src/render/discord/custom-id.ts';
import { reasonForm } from '../../../src/render/discord/reason-form.ts';

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
