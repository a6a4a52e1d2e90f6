import { expect, test } from 'vitest';
import { meaningful, promqlTokens } from '../../../src/core/judge/promql-tokens.ts';

function pieces(query: string) {
  return promqlTokens(query).map(({ kind, text }) => [kind, text]);
}

test('cuts an expression into its pieces, each with its kind and its place', () => {
  const query = 'rate(job:hits_2{v="{side}"}[5m])\t>\n 1.5 # {x}\nor {window}';
  expect(pieces(query)).toEqual([
    ['word', 'rate'],
    ['mark', '('],
    ['word', 'job:hits_2'],
    ['mark', '{'],
    ['word', 'v'],
    ['mark', '='],
    ['string', '"{side}"'],
    ['mark', '}'],
    ['mark', '['],
    ['number', '5m'],
    ['mark', ']'],
    ['mark', ')'],
    ['space', '\t'],
    ['mark', '>'],
    ['space', '\n '],
    ['number', '1.5'],
    ['space', ' '],
    ['comment', '# {x}'],
    ['space', '\n'],
    ['word', 'or'],
    ['space', ' '],
    ['braced-word', '{window}'],
  ]);
  for (const { text, at } of promqlTokens(query)) expect(query.slice(at, at + text.length)).toBe(text);
});

test.each([
  ['"a\\"b"'],
  ["'a\\'b'"],
  ['"a\\\nb"'],
  ["'a\\\nb'"],
  ['"a\\\\"'],
  ["'it is'"],
  ['`a\\`'],
  ['`a\n"b"`'],
  ['""'],
  ['{ side_2 }'],
])('%j is one piece', (query) => {
  expect(promqlTokens(`${query}+`).map(({ text }) => text)).toEqual([query, '+']);
});

test('what is never closed is cut into marks and words', () => {
  expect(pieces('"a')).toEqual([
    ['mark', '"'],
    ['word', 'a'],
  ]);
});

test('spaces and comments mean nothing', () => {
  expect(meaningful(promqlTokens('a # b\n + 1')).map(({ text }) => text)).toEqual(['a', '+', '1']);
});
