import { expect, test } from 'vitest';
import { ofWholeService } from '../../../src/core/budget/whole-service.ts';

test.each([
  ['hits{version="{version}"}', 'hits{version=~".*"}'],
  ['hits{version = "{version}", code=~"5.."}', 'hits{version =~ ".*", code=~"5.."}'],
  [`hits{app='{service}-{version}'}`, `hits{app=~'{service}-.*'}`],
  ['hits{app="a.b+{version}"}', 'hits{app=~"a\\\\.b\\\\+.*"}'],
  ['hits{app=`a.{version}`}', 'hits{app=~`a\\..*`}'],
  ['hits{version=~"{version}|old"}', 'hits{version=~".*|old"}'],
  ['hits{pool="{side}"} / all{pool="{side}"}', 'hits{pool=~".*"} / all{pool=~".*"}'],
  ['sum(rate(hits{service="{service}"}[{window}]))', 'sum(rate(hits{service="{service}"}[{window}]))'],
  ['hits # of {version}', 'hits # of {version}'],
])('%s of the whole service is %s', (query, whole) => {
  expect(ofWholeService(query)).toBe(whole);
});

test.each([
  'hits{version!="{version}"}',
  'hits{version!~"{version}"}',
  'label_replace(hits, "v", "{version}", "", "")',
  'hits_{side}',
])('nobody can tell what the whole of %s would be', (query) => {
  expect(ofWholeService(query)).toBeNull();
});
