import { describe, expect, test } from 'vitest';
import { compilePlan } from '../../src/config/compile.ts';
import { changed, diagnosticsOf, loaded, small } from './configuration.ts';

const total = `'hits_total{version="{version}"}'`;
const bad = `'hits_total{version="{version}",code=~"5.."}'`;
const buckets = `'duration_seconds_bucket{version="{version}"}'`;

/** @param more further keys of the metric `failing` */
function asking(more: string, unit = 'ratio') {
  const source = `sources:
  prom: { kind: prometheus, url: "http://127.0.0.1:9090" }
metrics:
  failing: { kind: query, source: prom, query: 'x{version="{version}"}', unit: ${unit}, ${more} }
environments:`;
  const limit = unit === 'ratio' ? '5%' : '5ms';
  return changed('error-rate > 5%', `failing > ${limit}`, changed('environments:', source, small));
}

function metricOf(text: string) {
  const wish = { service: 'shop', version: 'v2', environment: 'demo' };
  const compiled = compilePlan(loaded(text).config, wish);
  if (compiled.kind !== 'plan') throw new Error(compiled.sentence);
  return compiled.plan.metrics.find(({ name }) => name === 'failing');
}

describe('counters behind a metric', () => {
  test('bad ones of all, told apart by the label that every target has', () => {
    expect(metricOf(asking(`counters: { total: ${total}, bad: ${bad} }`))).toMatchObject({
      source: {
        counted: {
          kind: 'events',
          total: 'hits_total{version="{version}"}',
          bad: 'hits_total{version="{version}",code=~"5.."}',
          goodInstead: false,
          instance: 'instance',
        },
      },
    });
  });

  test('good ones instead, by another label', () => {
    const text = asking(`counters: { total: ${total}, good: ${bad}, instance: pod }`);
    const counted = {
      bad: 'hits_total{version="{version}",code=~"5.."}',
      goodInstead: true,
      instance: 'pod',
    };
    expect(metricOf(text)).toMatchObject({ source: { counted } });
  });

  test('a histogram in seconds, or in milliseconds', () => {
    const of = 'duration_seconds_bucket{version="{version}"}';
    expect(metricOf(asking(`histogram: { of: ${buckets} }`, 'duration'))).toMatchObject({
      source: { counted: { kind: 'histogram', of, scale: 1000, instance: 'instance' } },
    });
    expect(metricOf(asking(`histogram: { of: ${buckets}, unit: ms }`, 'duration'))).toMatchObject({
      source: { counted: { kind: 'histogram', of, scale: 1 } },
    });
  });

  test('a metric without them has none, so that a plan from before keeps its hash', () => {
    const metric = metricOf(asking("description: 'Failures'"));
    expect(Object.keys(metric?.source ?? {})).not.toContain('counted');
    expect(Object.keys(metric ?? {})).not.toContain('worse');
  });

  test('which way is worse can be said', () => {
    expect(metricOf(asking('worse: lower'))).toMatchObject({ worse: 'lower' });
    const json = changed(
      'kind: query, source: prom, query: \'x{version="{version}"}\'',
      'kind: json, path: /m, field: /a',
      asking('worse: lower'),
    );
    expect(metricOf(json)).toMatchObject({ worse: 'lower', source: { kind: 'json' } });
  });

  test.each([
    [
      `counters: { total: ${total}, bad: ${bad} }, histogram: { of: ${buckets} }`,
      'counted-twice',
      /both `counters` and `histogram`/,
    ],
    [`counters: { total: ${total} }`, 'missing-key', /Add `bad`, or `good`/],
    [`counters: { total: ${total}, bad: ${bad}, good: ${bad} }`, 'counted-twice', /here stand both/],
    [`histogram: { of: ${buckets} }`, 'counted-unit', /`unit` is `duration`, not `ratio`/],
    [`counters: { total: 'hits_total{a="{versoin}"}', bad: ${bad} }`, 'unknown-template', /\{version\}/],
    [
      `counters: { total: 'rate(hits_total{version="{version}"}[{window}])', bad: ${bad} }`,
      'no-selector',
      /`rate` is worked out/,
    ],
    [
      `counters: { total: ${total}, bad: 'hits{version="{version}",w="{window}"}' }`,
      'counted-window',
      /no \{window\} here/,
    ],
    [`counters: { total: ${total}, bad: hits_total }`, 'same-on-both-sides', /counted together/],
  ])('%s: %s', (more, code, sentence) => {
    const found = diagnosticsOf(asking(more));
    expect(found.map((one) => one.sentence).join('\n')).toMatch(sentence);
    expect(found).toMatchObject([{ code, severity: 'error' }]);
  });

  test('a mistake is pointed at inside the selector', () => {
    const text = asking(`counters: { total: ${total}, bad: 'hits{version="{version}"} offset 1m' }`);
    const [found] = diagnosticsOf(text);
    expect(text.split('\n')[(found?.line ?? 0) - 1]?.slice((found?.column ?? 0) - 1)).toMatch(/^offset 1m/);
  });

  test.each(['le', 'belay_side', '__name__', 'a-b'])('%s is no label that tells instances apart', (label) => {
    const found = diagnosticsOf(asking(`counters: { total: ${total}, bad: ${bad}, instance: ${label} }`));
    expect(found).toMatchObject([{ sentence: expect.stringContaining('tells instances apart') }]);
  });

  test('a test without counters wants a query that tells the versions apart, one with counters does not', () => {
    const blind = (more: string) =>
      diagnosticsOf(
        changed(
          'failing > 5% for 1m',
          'failing worse than stable',
          changed(`'x{version="{version}"}'`, 'x', asking(more)),
        ),
      ).map(({ code }) => code);
    expect(blind('worse: lower')).toContain('same-on-both-sides');
    expect(blind(`counters: { total: ${total}, bad: ${bad} }`)).toEqual([]);
  });
});
