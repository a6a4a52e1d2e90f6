import { expect, test } from 'vitest';
import { selectorMistake } from '../../../src/core/judge/plain-selector.ts';

test.each([
  ['', 0, 'Here stands a selector, such as `http_requests_total{version="{version}"}`.'],
  ['+ a', 0, 'A selector begins with a name, such as `http_requests_total{version="{version}"}`.'],
  ['"a"', 0, 'A selector begins with a name, such as `http_requests_total{version="{version}"}`.'],
  ['a{b="c"', 1, 'This brace is never closed, so Prometheus cannot read it.'],
  ['{b="c"', 0, 'This brace is never closed, so Prometheus cannot read it.'],
  [
    'rate(a[5m])',
    4,
    '`rate` is worked out by Prometheus, and here stands a counter as it is: what came since the last look is worked out by Belay. Leave the selector alone, such as `http_requests_total{version="{version}"}`.',
  ],
  [
    'sum BY (pod) (a)',
    4,
    '`sum` is worked out by Prometheus, and here stands a counter as it is: what came since the last look is worked out by Belay. Leave the selector alone, such as `http_requests_total{version="{version}"}`.',
  ],
  [
    'a{version="{version}"}[{window}]',
    22,
    'A counter is read as it is, without a range: what came since the last look is worked out by Belay. Leave the selector alone, such as `http_requests_total{version="{version}"}`.',
  ],
  [
    'a offset 5m',
    2,
    'A counter is read at the moment of the look, so `offset` cannot stand here. Leave the selector alone, such as `http_requests_total{version="{version}"}`.',
  ],
  [
    'a{b="c"} }',
    9,
    'A counter is read as it is, so nothing but one selector can stand here. Leave the selector alone, such as `http_requests_total{version="{version}"}`.',
  ],
  [
    '{b="__name__"}',
    0,
    'These labels name no counter, so everything that has them would be added up. Begin with its name, as in `http_requests_total{version="{version}"}`.',
  ],
])('%s: at %d, %s', (query, at, sentence) => {
  expect(selectorMistake(query)).toEqual({ at, sentence });
});
