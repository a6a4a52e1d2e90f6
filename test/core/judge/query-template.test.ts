import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rangesOf, selectorsOf } from '../../../src/core/judge/query-selectors.ts';
import {
  fillTemplate,
  promqlDuration,
  templateMistakes,
  usedWords,
} from '../../../src/core/judge/query-template.ts';

const values = {
  service: 'api-gateway',
  environment: 'production',
  version: 'v1.2.0+b',
  window: '1m',
  side: 'canary',
};

function filled(query: string, over: Partial<typeof values> = {}): string {
  return fillTemplate(query, { ...values, ...over });
}

describe('a query template', () => {
  test('keeps the braces of selectors and fills in the words alone', () => {
    const query =
      'sum by (le) (rate(hits{service="{service}",version="{version}",code!=""}[{window}])) or up{}';
    expect(filled(query)).toBe(
      'sum by (le) (rate(hits{service="api-gateway",version="v1.2.0+b",code!=""}[1m])) or up{}',
    );
  });

  test('makes a value stand for itself in a regular expression, and there alone', () => {
    expect(filled('a{v=~"pod-{version}-.+"}')).toBe(String.raw`a{v=~"pod-v1\\.2\\.0\\+b-.+"}`);
    expect(filled('a{v !~ `{version}`}')).toBe(String.raw`a{v !~ ${'`'}v1\.2\.0\+b${'`'}}`);
    expect(filled('a{v="{version}"} == 1')).toBe('a{v="v1.2.0+b"} == 1');
  });

  test('lets no value leave its string, whatever the quote', () => {
    const text = fc.string({ unit: fc.constantFrom('"', "'", '`', '\\', 'a', '.', '\n', '}', '{') });
    fc.assert(
      fc.property(text, fc.constantFrom('"', "'", '`'), fc.constantFrom('=', '=~'), (version, quote, is) => {
        const query = filled(`a{v${is}${quote}{version}${quote}}`, { version });
        expect(selectorsOf(`${query} + b`)).toEqual([query, 'b']);
        expect(quote === '`' || !query.includes('\n')).toBe(true);
      }),
    );
  });

  test('leaves comments alone and quotes what stands bare by mistake', () => {
    expect(filled('a # {version}\n + b{v={version}}')).toBe('a # {version}\n + b{v="v1.2.0+b"}');
  });

  test('knows which words it uses', () => {
    expect([...usedWords('a{v="{version}"}[{window}] # {side}')]).toEqual(['version', 'window']);
  });

  test.each([
    ['rate(a[{windw}])', 7, '{window}'],
    ['a{job}', 1, null],
    ['a{v={version}}', 4, '"{version}"'],
    ['{service}_total', 0, '"{service}"'],
    ['a{v="{verison}"}', 5, '{version}'],
    ['a{v="{ version }"}', 5, '{version}'],
  ])('%s has a mistake at character %i', (query, at, suggestion) => {
    expect(templateMistakes(query)).toMatchObject([{ at, suggestion }]);
  });

  test.each([
    'a{route="/users/{id}"}',
    'a{p=~"[a-z]{2}"}',
    'a{}',
    'a{side="{side}"} # {x}',
    'a{v="\\x7bversions}"}',
    'sum(a{b="c"})',
  ])('%s has none', (query) => {
    expect(templateMistakes(query)).toEqual([]);
  });

  test.each([
    [60_000, '1m'],
    [90_000, '90s'],
    [7_200_000, '2h'],
    [1500, '1500ms'],
  ])('%i ms are %s in PromQL', (millis, text) => {
    expect(promqlDuration(millis)).toBe(text);
  });
});

describe('what a query reads', () => {
  test.each([
    [
      'sum(rate(hits{job="x"}[1m])) by (code) / sum without (a, b) (rate(all_hits[1m]))',
      ['hits{job="x"}', 'all_hits'],
    ],
    ['a * on (pod) group_left (version) b{v="{"} > bool 1.5e3', ['a', 'b{v="{"}']],
    ['histogram_quantile(0.99, sum by (le) (rate(job:h_bucket:sum[{window}])))', ['job:h_bucket:sum']],
    ['{__name__="a",x="y"} or vector(0)', ['{__name__="a",x="y"}']],
    ['{__name__=~"a|b"}', []],
    ['a offset 1h', []],
    ['a @ 1609746000', []],
    ['scalar(a) + time() # b', ['a']],
    ['max_over_time(a[1h:30s]) or a', ['a']],
  ])('%s', (query, selectors) => {
    expect(selectorsOf(query)).toEqual(selectors);
  });

  test('ranges are found with their place, subqueries are none', () => {
    expect(rangesOf('rate(a[30s]) + rate(b[ {window} ]) + max_over_time(c[1h:30s])')).toEqual([
      { at: 6, millis: 30_000, text: '[30s]' },
      { at: 21, millis: null, text: '[{window}]' },
    ]);
  });
});
