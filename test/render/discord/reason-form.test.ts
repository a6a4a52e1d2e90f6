import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cardMessage } from '../../../src/render/discord/card.ts';
import { commandOf, customIdOf } from '../../../src/render/discord/custom-id.ts';
import { pressedCard } from '../../../src/render/discord/pressed-card.ts';
import { reasonForm } from '../../../src/render/discord/reason-form.ts';
import { aCard } from './a-card.ts';

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

const unknown = { label: null, title: null };

test('the form says in words what is done, as the card and its button say it', () => {
  const rollback = { command: 'rollback r-0123456789', wantsReason: true };
  const title = 'shop_api v2.0 → production';
  const card = aCard({
    title,
    actions: [{ ...rollback, label: 'Take back', style: 'danger', verb: 'rollback' }],
  });
  const { components = [] } = cardMessage(card).body;
  const pressed = pressedCard(components, 'ask:rollback r-0123456789');
  expect(pressed).toEqual({ label: 'Take back', title });
  expect(reasonForm(rollback, pressed)?.title).toBe('Take back shop_api v2.0 in production?');
  const long = { label: null, title: 'checkout-of-the-shop 0123456789ab → production' };
  const form = reasonForm(rollback, long);
  expect(form?.title.length).toBeLessThanOrEqual(45);
  expect(JSON.stringify(form)).toContain('Roll back checkout-of-the-shop 0123456789ab in production?');
  expect(pressedCard([null, 'x', { components: 7 }], 'ask:x')).toEqual(unknown);
});

test('the form carries the command and asks for one reason', () => {
  const reject = { command: 'reject r-0123456789 --gate 2', wantsReason: true };
  const form = reasonForm(reject, unknown);
  expect(form).toMatchObject({
    custom_id: 'ask:reject r-0123456789 --gate 2',
    title: 'Reject r-0123456789?',
  });
  expect(form?.components).toHaveLength(1);
  expect(
    (reasonForm({ command: 'x'.repeat(96), wantsReason: true }, unknown)?.title ?? '').length,
  ).toBeLessThanOrEqual(45);
});

test('a rollback does not wait for a reason', () => {
  const required = (command: string) =>
    JSON.stringify(reasonForm({ command, wantsReason: true }, unknown)).includes('"required":true');
  expect(required('rollback r-0123456789')).toBe(false);
  expect(required('reject r-0123456789 --gate 2')).toBe(true);
});
