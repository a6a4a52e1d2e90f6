import { describe, expect, test } from 'vitest';
import { fillTemplate, templateMistakes, usedWords } from '../../../src/core/judge/query-template.ts';

const values = { service: 'shop', environment: 'production', version: 'v2', window: '1m', side: 'canary' };

describe('a value in a query', () => {
  test.each([
    ['a{v="{version}"}', 'a"b', String.raw`a{v="a\"b"}`],
    ["a{v='{version}'}", "a'b", String.raw`a{v='a\'b'}`],
    ["a{v='{version}'}", 'a"b', `a{v='a"b'}`],
    ['a{v="{version}"}', 'a\\b', String.raw`a{v="a\\b"}`],
    ['a{v="{version}"}', 'a\nb', String.raw`a{v="a\nb"}`],
    ['a{v=`{version}`}', 'a`\\b', 'a{v=`a\\b`}'],
    ['a{v=~"{version}"}', 'a|b', String.raw`a{v=~"a\\|b"}`],
    ['"{version}"', 'v2', '"v2"'],
  ])('%s with %j is %s', (query, version, filled) => {
    expect(fillTemplate(query, { ...values, version })).toBe(filled);
  });

  test('stands bare where it is a range or a part of a name', () => {
    expect(fillTemplate('hits:{side}[{window}]', values)).toBe('hits:canary[1m]');
    expect([...usedWords('hits:{side}[{window}]')]).toEqual(['window', 'side']);
  });
});

describe('a mistake in a query', () => {
  test.each<[string, readonly { readonly sentence: string; readonly suggestion: string | null }[]]>([
    ['rate(hits_{side}[{window}])', []],
    ['a # {verison} and "{verison}"', []],
    [
      'rate(a[{windw}])',
      [{ sentence: '{windw} stands for nothing. Did you mean {window}?', suggestion: '{window}' }],
    ],
    [
      'a{              job }',
      [
        {
          sentence:
            '{              job } stands for nothing. There are {service}, {environment}, {version}, {window}, {side}.',
          suggestion: null,
        },
      ],
    ],
    [
      'a{v="{verison}"}',
      [
        {
          sentence:
            '{verison} stands for nothing. Did you mean {version}? Braces that are meant as they stand begin with `\\x7b`.',
          suggestion: '{version}',
        },
      ],
    ],
    [
      'a{version={version}}',
      [
        {
          sentence:
            '{version} stands outside quotes here, where Prometheus would read a name or a number. Put it into a label\'s value: `version="{version}"`; for a part of a metric\'s name `{__name__="…{version}…"}`.',
          suggestion: '"{version}"',
        },
      ],
    ],
  ])('%s is told: %j', (query, mistakes) => {
    expect(templateMistakes(query).map(({ sentence, suggestion }) => ({ sentence, suggestion }))).toEqual(
      mistakes,
    );
  });
});
