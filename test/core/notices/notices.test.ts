import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  customerNotice,
  messageOf,
  startOf,
  subjectOf,
} from '../../../src/core/documents/customer-notice.ts';
import { checkDraft } from '../../../src/core/documents/gates/check-draft.ts';
import { sectionsOf } from '../../../src/core/documents/sections.ts';
import { composeNotice } from '../../../src/core/notices/compose-notice.ts';
import { fillIn, noticeVariables, variablesIn } from '../../../src/core/notices/fill.ts';
import {
  type ChangeKind,
  type NoticeTemplate,
  timingOf,
  usuallyNeededFor,
  usualTemplates,
} from '../../../src/core/notices/notice.ts';
import { noticeFacts } from '../../../src/core/notices/notice-facts.ts';
import { readStart } from '../../../src/core/notices/read-start.ts';
import { aRollout, examplePhases, noon } from '../../builders/rollout.ts';

const hour = 3_600_000;

function template(name: string): NoticeTemplate {
  const found = usualTemplates.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no template ${name}`);
  return found;
}

function noticeOf(name: string, more: Partial<Parameters<typeof composeNotice>[1]> = {}, now = noon) {
  const wanted = {
    template: template(name),
    start: null,
    change: null,
    about: null,
    neededFor: usuallyNeededFor,
    ...more,
  };
  return composeNotice(aRollout({ phase: examplePhases['rolled-back'] }), wanted, now);
}

const values = Object.fromEntries(noticeVariables.map((name) => [name, name.toUpperCase()])) as Record<
  (typeof noticeVariables)[number],
  string
>;

describe('a template', () => {
  it('is filled in, and a value is never looked into again', () => {
    expect(fillIn('{service} from {start}', { ...values, service: '{start}' })).toBe('{start} from START');
  });

  it('puts no line break and no invisible character of a value into the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (feature) => {
        const line = fillIn('A {feature} B', { ...values, feature });
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(line.startsWith('A ')).toBe(true);
      }),
    );
  });

  it.each(usualTemplates.map((one) => [one.name, one] as const))(
    '%s asks for nothing that is not known',
    (_, one) => {
      const asked = [...variablesIn(one.subject), ...variablesIn(one.body)];
      expect(asked.filter((name) => !(noticeVariables as readonly string[]).includes(name))).toEqual([]);
    },
  );
});

describe('the lead time', () => {
  it.each([
    ['maintenance', 24 * hour, 0],
    ['maintenance', 24 * hour - 1, 1],
    ['feature', hour, 0],
    ['feature', 0, hour],
    ['incident', -5 * hour, 0],
  ])('of %s, starting in %d ms, is late by %d ms', (name, before, late) => {
    expect(timingOf(template(name), noon + before, noon).late).toBe(late);
  });

  it('is kept by the start that is taken when nobody says one', () => {
    for (const { name } of usualTemplates) expect(noticeOf(name, { about: 'x' }).timing.late).toBe(0);
  });
});

describe('a start', () => {
  it.each([
    ['2026-11-22T10:00Z', Date.UTC(2026, 10, 22, 10)],
    ['2026-11-22 10:00 UTC', Date.UTC(2026, 10, 22, 10)],
    ['2026-11-22T10:00:30+01:00', Date.UTC(2026, 10, 22, 9, 0, 30)],
    ['2026-03-29T02:30+01:00', Date.UTC(2026, 2, 29, 1, 30)],
    ['26h', noon + 26 * hour],
    ['2026-11-22T10:00', null],
    ['2026-02-30T10:00Z', null],
    ['2026-11-22T25:00Z', null],
    ['tomorrow', null],
    ['', null],
  ])('%s', (text, at) => {
    expect(readStart(text, noon)).toBe(at);
  });

  it('is read back from the draft', () => {
    const made = noticeOf('maintenance');
    expect(startOf(customerNotice(made, 'api', noon))).toBe(Math.floor(made.start / 1000) * 1000);
  });
});

describe('the draft', () => {
  it('says whether it is needed', () => {
    const words = (change: ChangeKind | null) =>
      JSON.stringify(customerNotice(noticeOf('maintenance', { change }), 'api', noon).blocks);
    expect(words('bug-fix')).toContain('No: customers are not told of a bug fix');
    expect(words('breaking-change')).toContain('Yes: customers are told of a breaking change');
    expect(words(null)).toContain('say which it is with `--change`');
  });

  it('says when it is too late, and what start would still do', () => {
    const made = noticeOf('maintenance', { start: noon + hour });
    expect(customerNotice(made, 'api', noon).summary).toContain('too late to tell customers 1d ahead');
  });

  it('sends the text of the template, or the message that stands where a model wrote one', () => {
    const tree = customerNotice(noticeOf('incident'), 'api', noon);
    expect(subjectOf(tree)).toBe('We are looking into a problem with api');
    expect(messageOf(tree)).toContain('The previous version serves everybody again');
    const drafted = [
      { kind: 'heading', text: 'Message' } as const,
      { kind: 'paragraph', text: 'Dear all.' } as const,
      ...tree.blocks,
    ];
    expect(messageOf({ blocks: drafted })).toBe('Dear all.');
  });

  it('lets no model say a time of its own', () => {
    const scope = {
      book: noticeFacts(aRollout().id, noticeOf('maintenance')),
      ...sectionsOf['customer-notice'],
      choices: [],
    };
    const draft = (text: string) => ({
      verdict: null,
      sections: [
        {
          section: 'message',
          paragraphs: [
            [
              { kind: 'text', text },
              { kind: 'fact', id: 'notice/start' },
            ],
          ],
        },
      ],
      hypotheses: [],
      choices: [],
    });
    expect(checkDraft(draft('The work begins'), scope).kind).toBe('sound');
    expect(checkDraft(draft('The work begins at 10:00, or'), scope).kind).toBe('unsound');
  });
});
