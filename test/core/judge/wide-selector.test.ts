import { expect, test } from 'vitest';
import { selectedName, wideSelector } from '../../../src/core/judge/wide-selector.ts';

test.each([
  ['hits{version="{version}",code=~"5.."}', 'hits{version=~".+",code=~"5.."}'],
  ['hits{job="{service}-{side}.a", version = "{version}"}', 'hits{job=~".+-.+\\\\.a", version  =~".+"}'],
  ["hits{job='{service}.x'}", "hits{job=~'.+\\\\.x'}"],
  ['hits{job=`{service}.x`}', 'hits{job=~`.+\\.x`}'],
  ['hits{version=~"{version}|all"}', 'hits{version=~".+|all"}'],
  ['hits{version!="{version}",a!~"x{side}"}', 'hits{version=~".*",a=~".*"}'],
  ['hits_{side}_total{route="/users/{id}"}', 'hits_stable_total{route="/users/{id}"}'],
  ['{__name__="hits_{side}", a="b"}', '{__name__=~"hits_.+", a="b"}'],
  ['{"hits.{side}", v="{version}"}', '{"hits.stable", v=~".+"}'],
  ['hits', 'hits'],
])('%s matches at most what %s does', (template, wide) => {
  expect(wideSelector(template)).toBe(wide);
});

test.each([
  ['hits{a="b"}', 'hits'],
  ['{__name__="hits",a="b"}', 'hits'],
  ['{a="b",__name__="hits"}', 'hits'],
  ['{"my.hits",a="b"}', 'my.hits'],
  ['{__name__=~"hits|calls"}', null],
])('%s reads %s', (selector, name) => {
  expect(selectedName(selector)).toBe(name);
});
