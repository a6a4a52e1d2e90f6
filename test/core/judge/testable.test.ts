import { expect, test } from 'vitest';
import { testable } from '../../../src/core/judge/testable.ts';
import type { MetricSource } from '../../../src/core/rollout/plan.ts';

const query: Extract<MetricSource, { kind: 'query' }> = {
  kind: 'query',
  source: 'prom',
  query: 'rate(x{version="{version}"}[1m])',
  read: { kind: 'instant' },
  requests: null,
  errors: null,
};
const counted = { kind: 'events', total: 'a', bad: 'b', goodInstead: false, instance: 'pod' } as const;

test.each<[string, MetricSource, 'counts' | 'gauge' | 'no']>([
  ['what a router counts', { kind: 'traffic', series: '5xx-rate' }, 'counts'],
  ['a quantile of a router', { kind: 'traffic', series: 'p99' }, 'counts'],
  ['how many requests there are', { kind: 'traffic', series: 'requests' }, 'no'],
  ['how many there are in a second', { kind: 'traffic', series: 'throughput' }, 'no'],
  ['a query with counters behind it', { ...query, counted }, 'counts'],
  ['a query alone', query, 'gauge'],
  ['a number in a document', { kind: 'json', path: '/m', field: '/a', timeout: 2000 }, 'gauge'],
  ['what is told from outside', { kind: 'reported', event: 'alert' }, 'no'],
])('%s', (_, source, kind) => {
  expect(testable({ name: 'm', unit: 'number', source, baseline: null })).toMatchObject(
    kind === 'no' ? { kind, sentence: expect.stringContaining('`m` cannot be compared') } : { kind },
  );
});

test.each<[MetricSource, string]>([
  [
    { kind: 'traffic', series: 'throughput' },
    '`m` cannot be compared with stable: how many requests there are follows from the weight, so canary and stable always differ in it.',
  ],
  [
    { kind: 'reported', event: 'alert' },
    '`m` cannot be compared with stable: it counts what is told from outside, and nobody counts how many requests that is out of.',
  ],
])('says why not: %o', (source, sentence) => {
  expect(testable({ name: 'm', unit: 'number', source, baseline: null })).toEqual({ kind: 'no', sentence });
});
