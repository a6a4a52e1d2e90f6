import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeMarkdown } from '../../../src/core/documents/escape-markdown.ts';
import { renderMarkdown } from '../../../src/core/documents/render-markdown.ts';
import { report } from '../../../src/core/documents/report.ts';
import type { DocumentTree } from '../../../src/core/documents/tree.ts';
import { VersionName } from '../../../src/core/ids.ts';
import { plainLine } from '../../../src/core/prose.ts';
import type { Recorded } from '../../../src/core/rollout/events.ts';
import { fold } from '../../../src/core/rollout/evolve.ts';
import { aPerson, belay, noon, rolloutId } from '../../builders/rollout.ts';
import { badStory, recorded, storyPlan } from '../../builders/story.ts';

/** Text as somebody would type it who wants to form markup, mention people or move a cursor. */
const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...[
          '@team',
          '#12',
          'GH-7',
          '[x](http://evil.example)',
          '![i](//e)',
          '<script>',
          '<!-- x -->',
          '&lt;',
          '&#64;a',
        ],
        ...[
          '**b**',
          '__u__',
          '`c`',
          '```',
          '~~~',
          '| a |',
          '$x$',
          '^',
          '{',
          '\\',
          '\n# h\n',
          '\n- [x] done',
          '1. one',
          '+ p',
        ],
        ...[
          '---',
          '===',
          'www.evil.example',
          'https://evil.example',
          'a@b.example',
          '\u202E',
          '\u200B',
          '\u001b[31m',
          '\u2028',
        ],
      ),
      fc.string({ unit: 'binary', maxLength: 5 }),
      fc.constantFrom(' ', 'word', '8203;', '.', '-'),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

/** What CommonMark makes of escapes and entities again; any other metacharacter would be markup. */
function shownByMarkdown(source: string): string {
  return source
    .replaceAll('&#8203;', '')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

describe('escaping', () => {
  test.each([
    ['**bold** _it_ `code`', '\\*\\*bold\\*\\* \\_it\\_ \\`code\\`'],
    ['@here ask a@b.example', '@&#8203;here ask a@&#8203;b.example'],
    ['fixes #12 and GH-7', 'fixes \\#&#8203;12 and GH&#8203;-7'],
    ['see https://x.example or www.x.example', 'see https:&#8203;//x.example or www&#8203;.x.example'],
    ['[a](b) <b>&', '\\[a\\](b) &lt;b&gt;&amp;'],
    ['1. first', '1\\. first'],
    ['0.4%', '0.4%'],
    ['- item\n# heading', '\\- item \\#&#8203; heading'],
  ])('%s', (text, source) => {
    expect(escapeMarkdown(text)).toBe(source);
  });

  test('shows exactly what was typed, on one line, with no bare metacharacter', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const source = escapeMarkdown(text);
        expect(shownByMarkdown(source)).toBe(plainLine(text));
        const bare = source.replace(/\\[!-/:-@[-`{-~]/g, '·').replace(/&(amp|lt|gt|#8203);/g, '\u2009');
        expect(bare).not.toMatch(/[\\`*_[\]<>|~$^{}!#&\p{Cc}]/u);
        expect(bare).not.toMatch(/@(?!\u2009)|:\/\/|www\.|GH-\d|^[-+=]|^\d+[.)](\s|$)/i);
      }),
      { numRuns: 500 },
    );
  });
});

/** A line's markup without its text. */
function skeleton(markdown: string): readonly string[] {
  return markdown
    .split('\n')
    .map((line) => /^(# |## |- (\[.\] )?|\||```|---|\*\*|$)/.exec(line)?.[0] ?? 'text');
}

function written(typed: { reason: string; note: string; rejection: string; version: string }): DocumentTree {
  const plan = {
    ...storyPlan(),
    canary: { ...storyPlan().canary, version: VersionName.parse(typed.version) },
  };
  const [, ...rest] = badStory();
  const events: readonly Recorded[] = [
    ...recorded([[0, aPerson(), { kind: 'requested', rollout: rolloutId, plan, reason: typed.reason }]]),
    ...rest.slice(0, 6),
    { seq: 8, at: noon + 30_000, actor: aPerson(), event: { kind: 'paused', reason: typed.reason } },
    { seq: 9, at: noon + 31_000, actor: aPerson(), event: { kind: 'noted', text: typed.note } },
    {
      seq: 10,
      at: noon + 32_000,
      actor: aPerson(),
      event: {
        kind: 'rollback-ordered',
        cause: { kind: 'person', reason: typed.rejection },
        gradual: false,
        from: 5,
      },
    },
    { seq: 11, at: noon + 33_000, actor: belay, event: { kind: 'safe' } },
    { seq: 12, at: noon + 34_000, actor: belay, event: { kind: 'rolled-back' } },
  ];
  const rollout = fold(events);
  if (rollout === null) throw new TypeError('a story');
  return report(rollout, events);
}

describe('a report', () => {
  const harmless = written({ reason: 'r', note: 'n', rejection: 'j', version: 'v' });
  const version = fc.constantFrom(
    'v2',
    '1__0__',
    'a@b',
    'x/y:z',
    '7.',
    'www.e.example',
    'http://e.example/@x',
  );

  test('has the same structure whatever people typed', () => {
    fc.assert(
      fc.property(fc.record({ reason: nasty, note: nasty, rejection: nasty, version }), (typed) => {
        expect(skeleton(renderMarkdown(written(typed)))).toEqual(skeleton(renderMarkdown(harmless)));
      }),
      { numRuns: 100 },
    );
  });

  test('lets nothing typed form a mention, a link or HTML', () => {
    fc.assert(
      fc.property(fc.record({ reason: nasty, note: nasty, rejection: nasty, version }), (typed) => {
        const source = renderMarkdown(written(typed));
        expect(source.replace(/\\./g, '')).not.toMatch(/@(?!&#8203;)|:\/\/|[[\]<>`~$]|www\.|GH-\d/i);
      }),
      { numRuns: 100 },
    );
  });
});

describe('code', () => {
  test('cannot be closed by a line inside it', () => {
    const tree: DocumentTree = {
      ...written({ reason: '', note: '', rejection: '', version: 'v2' }),
      blocks: [{ kind: 'code', lines: ['```', '````\n# out'] }],
    };
    expect(renderMarkdown(tree)).toContain('\n`````\n```\n```` # out\n`````\n');
  });
});
