import { describe, expect, test } from 'vitest';
import { rangesOf, selectorsOf } from '../../../src/core/judge/query-selectors.ts';

describe('the series of a query', () => {
  test.each<[string, readonly string[]]>([
    ['a and b or c unless d', ['a', 'b', 'c', 'd']],
    ['a AND on(pod) b', ['a', 'b']],
    ['a / ignoring (code) group_right (pod) b', ['a', 'b']],
    ['a * on (pod) group_left b', ['a', 'b']],
    ['a atan2 b > bool NaN + Inf', ['a', 'b']],
    ['a == bool c', ['a', 'c']],
    ['sum by (pod) (a)', ['a']],
    ['SUM WITHOUT (pod) (a)', ['a']],
    ['topk(3, a)', ['a']],
    ['sum + count', ['sum', 'count']],
    ['sum by', []],
    ['label_replace(a, "by", "$1", "c", "(.*)")', ['a']],
    ['a{b="c"}[5m]', ['a{b="c"}']],
    ['a[5m', ['a']],
    ['a{b="c"', ['a{b="c"']],
    ['{job="x"} + a', ['a']],
    ['{__name__="a"} / {__name__="a"}', ['{__name__="a"}']],
    ['{__name__=~"a|b"} + c', ['c']],
    ['{"a.b"} + c', ['c']],
    ['sum(a) by (pod) + c', ['a', 'c']],
    ['a # + b', ['a']],
    ['', []],
  ])('%s reads %j', (query, selectors) => {
    expect(selectorsOf(query)).toEqual(selectors);
  });
});

describe('the ranges of a query', () => {
  test.each<[string, readonly string[]]>([
    ['rate(a[5m]) / rate(b[1h30m])', ['[5m]', '[1h30m]']],
    ['rate(a[{window}])', ['[{window}]']],
    ['rate(a[ 5m ])', ['[5m]']],
    ['rate(a[5m:])', []],
    ['rate(a[{side}])', []],
    ['rate(a[x])', []],
    ['rate(a{5m})', []],
    ['sum by (5m) (a)', []],
    ['rate(a[', []],
    ['rate(a[5m', []],
  ])('%s has %j', (query, ranges) => {
    expect(rangesOf(query).map(({ text }) => text)).toEqual(ranges);
  });
});
