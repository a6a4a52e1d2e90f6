import { describe, expect, it, test } from 'vitest';
import { changed, diagnosticsOf, loaded, small } from './configuration.ts';

const shareQuery = `sum(rate(hits{service="{service}",version="{version}",code=~"5.."}[{window}])) / sum(rate(hits{service="{service}",version="{version}"}[{window}]))`;
const budgets = `sources:
  prom: { kind: prometheus, url: "http://127.0.0.1:9090" }
metrics:
  failing:
    kind: query
    source: prom
    unit: ratio
    query: '${shareQuery}'
    requests: 'sum(increase(hits{service="{service}",version="{version}"}[{window}]))'
error_budgets:
  requests:
    services: shop
    metric: failing
    share_of: bad
    objective: 99.9%
    period: 30d
    freeze_below: 10%
    warn_below: 25%
    critical_only_below: 5%
    unfreeze_at: 15%
environments:`;
const gated = changed(
  '  demo: {}',
  '  demo: { error_budget_gate: true }',
  changed('environments:', budgets, small),
);

/** The one mistake, with the text it points at. */
function mistake(text: string) {
  const found = diagnosticsOf(text);
  expect(found).toHaveLength(1);
  const [only] = found;
  if (only === undefined) throw new Error('nothing was found');
  const at = text.split('\n')[only.line - 1]?.slice(only.column - 1) ?? '';
  return { code: only.code, severity: only.severity, sentence: only.sentence, at };
}

describe('an error budget', () => {
  it('is read for the service as a whole, and gates where an environment says so', () => {
    const { config, warnings } = loaded(gated);
    expect(warnings).toEqual([]);
    expect(config.budgets).toEqual([
      {
        budget: {
          name: 'requests',
          objective: 0.999,
          period: 30 * 86_400_000,
          warnBelow: 0.25,
          freezeBelow: 0.1,
          criticalOnlyBelow: 0.05,
          unfreezeAt: 0.15,
          watch: true,
        },
        source: 'prom',
        queries: {
          kind: 'share',
          query: shareQuery.replaceAll('version="{version}"', 'version=~".*"'),
          requests: 'sum(increase(hits{service="{service}",version=~".*"}[{window}]))',
          good: false,
        },
        services: ['shop'],
        gates: ['demo'],
      },
    ]);
  });

  it('has quiet defaults: it warns of nothing, thaws where it froze, is watched, and is about every service', () => {
    const bare = gated.replace(/\n {4}(warn_below|critical_only_below|unfreeze_at|services): [^\n]*/g, '');
    expect(loaded(bare).config.budgets[0]).toMatchObject({
      budget: { warnBelow: null, criticalOnlyBelow: null, unfreezeAt: 0.1, watch: true },
      services: ['shop'],
    });
  });

  it('gates nowhere by itself', () => {
    expect(loaded(changed('{ error_budget_gate: true }', '{}', gated)).config.budgets[0]?.gates).toEqual([]);
  });

  it('takes the counters behind a metric, which say what they count', () => {
    const counters = `counters: { total: 'hits{version="{version}"}', good: 'hits{version="{version}",code="200"}' }`;
    const counted = changed(
      `    requests: 'sum(increase(hits{service="{service}",version="{version}"}[{window}]))'`,
      `    ${counters}`,
      changed('    share_of: bad\n', '', gated),
    );
    expect(loaded(counted).config.budgets[0]?.queries).toEqual({
      kind: 'counters',
      total: 'hits{version=~".*"}',
      part: 'hits{version=~".*",code="200"}',
      good: true,
    });
  });
});

describe('thresholds and figures that cannot be meant', () => {
  it.each([
    ['objective: 99.9%', 'objective: 100%', 'wrong-value', 'nothing may ever fail'],
    ['objective: 99.9%', 'objective: 0%', 'wrong-value', 'lies between 0% and 100%'],
    ['period: 30d', 'period: 12h', 'wrong-value', 'spent by one bad hour'],
    [
      'unfreeze_at: 15%',
      'unfreeze_at: 8%',
      'thresholds-disordered',
      'while less than `freeze_below` is left',
    ],
    [
      'critical_only_below: 5%',
      'critical_only_below: 12%',
      'thresholds-disordered',
      'not above `freeze_below`',
    ],
    ['warn_below: 25%', 'warn_below: 5%', 'thresholds-disordered', 'comes too late'],
    ['warn_below: 25%', 'warn_below: 120%', 'thresholds-disordered', 'at most `100%`'],
  ])('%s as %s', (from, to, code, sentence) => {
    expect(mistake(changed(from, to, gated))).toMatchObject({
      code,
      severity: 'error',
      sentence: expect.stringContaining(sentence),
      at: to.split(': ')[1],
    });
  });
});

describe('a metric that no budget can be made of', () => {
  const withMetric = (name: string) => changed('metric: failing', `metric: ${name}`, gated);

  it('is one that the router counts, which remembers an hour', () => {
    expect(mistake(withMetric('error-rate'))).toMatchObject({
      code: 'budget-metric',
      at: 'error-rate',
      sentence: expect.stringContaining('counted by the router, which remembers an hour'),
    });
  });

  it.each([
    ['unit: ratio', 'unit: number', 'has the unit `number`'],
    ['[{window}])) / ', '[5m])) / ', 'looks back as far as it says itself'],
    ['    requests:', '    read: { range: avg }\n    requests:', 'looks back as far as it says itself'],
    [
      '(hits{service="{service}",version="{version}",code',
      '(hits{service="{service}",version!="{version}",code',
      'read for the service as a whole',
    ],
    ['share_of: bad', 'watch: true', 'share of good or of bad requests'],
  ])('%s as %s', (from, to, sentence) => {
    const found = diagnosticsOf(changed(from, to, gated));
    expect(found.map((one) => one.sentence).join('\n')).toContain(sentence);
  });

  it('is told when nobody counts the requests behind it', () => {
    const uncounted = gated.replace(/\n {4}requests: [^\n]*/, '');
    expect(mistake(uncounted)).toMatchObject({ code: 'budget-uncounted', severity: 'warning' });
    expect(loaded(uncounted).config.budgets[0]?.queries).toMatchObject({ kind: 'share', requests: null });
  });

  it('is told by its name alone when there is none of that name', () => {
    expect(mistake(withMetric('faling'))).toMatchObject({ code: 'unknown-reference' });
  });
});

test('a gate without any budget is pointed out', () => {
  const nothing = changed('  demo: {}', '  demo: { error_budget_gate: true }');
  expect(mistake(nothing)).toMatchObject({ code: 'gate-without-budget', severity: 'warning' });
});

test('a critical fix needs somebody who can approve it', () => {
  expect(mistake(changed('  approve: lead\n', '', gated))).toMatchObject({
    severity: 'error',
    sentence: expect.stringContaining('nobody may `approve` there'),
    at: '5%',
  });
});

test('a critical fix needs a first stage in which people can decide', () => {
  const whole = changed('        - { weight: 10%, hold: 5m }\n', '', gated);
  expect(mistake(whole)).toMatchObject({
    code: 'first-stage-whole',
    sentence: expect.stringContaining('the first stage of shop in demo gives it to everybody'),
  });
  expect(diagnosticsOf(changed('    critical_only_below: 5%\n', '', whole))).toEqual([]);
});
