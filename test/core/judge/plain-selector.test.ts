import { describe, expect, test } from 'vitest';
import { selectorMistake } from '../../../src/core/judge/plain-selector.ts';

describe('one selector and nothing else', () => {
  test.each([
    'http_requests_total',
    'http_requests_total{version="{version}"}',
    'http_requests_total { version =~ "{version}", code!~"5..", route="/users/{id}" } # all of them',
    'job:http_requests:total{side="{side}"}',
    'hits_{side}_total{service="{service}"}',
    '{__name__="hits_total",version="{version}"}',
    '{__name__=~"hits_total|calls_total"}',
    '{"http.requests", version="{version}"}',
    'hits{a="rate(", b="}"}',
    '\n  hits_total{\n  version="{version}"}\n',
  ])('%s is one', (query) => {
    expect(selectorMistake(query)).toBeNull();
  });

  test.each([
    ['rate(hits{version="{version}"}[5m])', '(', /`rate` is worked out by Prometheus.*worked out by Belay/],
    ['sum by (pod) (hits)', 'by', /`sum` is worked out/],
    ['sum without (pod) (hits)', 'without', /`sum` is worked out/],
    ['hits{version="{version}"}[5m]', '[', /without a range/],
    ['hits{version="{version}"} offset 5m', 'offset', /at the moment of the look.*`offset`/],
    ['hits{version="{version}"} @ 1609746000', '@', /`@` cannot stand here/],
    ['hits{version="{version}"} + misses', '+', /nothing but one selector/],
    ['hits or misses', 'or', /nothing but one selector/],
    ['{version="{version}"}', '{', /name no counter/],
    ['hits{version="{version}"', '{', /never closed/],
    ['(hits)', '(', /begins with a name/],
    ['12', '12', /begins with a name/],
    [' # nothing', ' ', /Here stands a selector/],
  ])('%s is more, told at %s', (query, at, sentence) => {
    const found = selectorMistake(query);
    expect(found?.sentence).toMatch(sentence);
    expect(query.slice(found?.at).startsWith(at)).toBe(true);
  });
});
