import { describe, expect, it } from 'vitest';
import type { Metric } from '../../src/core/rollout/plan.ts';
import { readCounter } from '../../src/replay/read-counter.ts';

const traffic = (series: string, unit: Metric['unit']): Metric => ({
  name: series,
  unit,
  source: { kind: 'traffic', series },
  baseline: null,
});

function query(name: string, unit: Metric['unit'], text: string, worse?: Metric['worse']): Metric {
  const source = {
    kind: 'query',
    source: 'prometheus',
    query: text,
    read: { kind: 'instant' },
    requests: null,
    errors: null,
  } as const;
  return { name, unit, source, baseline: null, ...(worse === undefined ? {} : { worse }) };
}

const events = { kind: 'events', requests: 400, bad: 10 } as const;
const histogram = { kind: 'histogram', boundaries: [100, 200], counts: [50, 50, 0] } as const;

describe('counts become the value that the source would have told', () => {
  it.each<[string, Metric, number]>([
    ['error-rate', traffic('error-rate', 'ratio'), 0.025],
    ['success-rate', traffic('success-rate', 'ratio'), 0.975],
    ['requests', traffic('requests', 'count'), 400],
    ['throughput, per second', traffic('throughput', 'per-second'), 20],
    ['a share that is asked for', query('failed', 'ratio', 'x'), 0.025],
    ['a share of which less is worse', query('paid', 'ratio', 'x', 'lower'), 0.975],
  ])('%s', (_, metric, value) => {
    expect(readCounter(metric, events, 20_000)).toEqual({ kind: 'value', value, requests: 400, errors: 10 });
  });

  it.each<[string, Metric, number]>([
    ['p50', traffic('p50', 'duration'), 100],
    ['p95', traffic('p95', 'duration'), 190],
    ['a query by its name', query('checkout-p99', 'duration', 'x'), 198],
    [
      'a query by what it asks, whatever its name',
      query('p50', 'duration', 'histogram_quantile(0.75, x)'),
      150,
    ],
  ])('%s of a histogram', (_, metric, value) => {
    expect(readCounter(metric, histogram, 1)).toEqual({ kind: 'value', value, requests: 100, errors: null });
  });

  it.each<[string, Metric, Parameters<typeof readCounter>[1], string]>([
    ['no request', traffic('error-rate', 'ratio'), { kind: 'events', requests: 0, bad: 0 }, 'no-traffic'],
    ['an empty histogram', traffic('p95', 'duration'), { ...histogram, counts: [0, 0, 0] }, 'no-traffic'],
    ['counts of a duration', traffic('p95', 'duration'), events, 'wrong-unit'],
    ['a histogram of no percentile', query('latency', 'duration', 'x'), histogram, 'wrong-unit'],
  ])('%s is no value', (_, metric, counter, reason) => {
    expect(readCounter(metric, counter, 1)).toMatchObject({ kind: 'none', reason });
  });
});
