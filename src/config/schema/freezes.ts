import { z } from 'zod';
import { leaf, positiveDuration, text } from './leaf.ts';
import { type SecretRef, secret } from './secret.ts';

/** Where a calendar is read: an https address, which often is a secret itself, or a file. */
export type CalendarRef =
  | { readonly kind: 'url'; readonly url: SecretRef }
  | { readonly kind: 'file'; readonly path: string };

const filePattern = /^file:(\S.*)$/;

function calendar() {
  const form = { type: ['string', 'object'] } as const;
  return leaf<CalendarRef>(form, (value) => {
    const path = typeof value === 'string' ? filePattern.exec(value)?.[1] : undefined;
    if (path !== undefined) return { value: { kind: 'file', path } };
    const ref = secret().safeParse(value);
    if (ref.success) return { value: { kind: 'url', url: ref.data } };
    return {
      mistake: {
        code: 'secret-literal',
        sentence:
          'A calendar is `file:` with the path of an .ics file, or a reference to its https address, `{env: NAME_IN_CAPITALS}` or `{file: /path/to/it}`: whoever knows the address can read the calendar, so it does not stand here.',
        expected: '`{env: NAME}` or `file:path`',
        suggestion: null,
      },
    };
  });
}

const freeze = z.strictObject({
  from: text()
    .optional()
    .describe('When it begins: `2026-12-20 18:00 Europe/Berlin`, or a cron expression such as `0 16 * * 5`.'),
  to: text().optional().describe('When it ends, written like `from`.'),
  for: positiveDuration().optional().describe('How long it lasts, in place of `to`.'),
  zone: text().optional().describe('The time zone of cron expressions, and of calendar events without one.'),
  every: text()
    .optional()
    .describe('Hours of every week, in place of `from`: `Fri 16:00-24:00, Sat-Sun Europe/Berlin`.'),
  ical: calendar()
    .optional()
    .describe('A calendar whose events are such windows, in place of `from`; read again every 15 minutes.'),
  required: z
    .boolean()
    .optional()
    .describe(
      'Whether a calendar that could never be read counts as a freeze; true in production when left out.',
    ),
  reason: text()
    .optional()
    .describe('Why, shown to whoever asks; needed but for a calendar, whose events have titles.'),
});

export const freezes = z.array(freeze).describe('Windows in which nothing is released.');
