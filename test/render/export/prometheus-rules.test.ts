import { describe, expect, it } from 'vitest';
import { parse, parseDocument } from 'yaml';
import { z } from 'zod';
import type { ExportedBudget } from '../../../src/render/export/budget-rules.ts';
import { prometheusRules, type RulesOptions } from '../../../src/render/export/prometheus-rules.ts';
import { small } from '../../config/configuration.ts';
import { checkRules, testRules, withoutPromtool } from './promtool.ts';
import { nasty, shop, slotsOf } from './slots.ts';

const plain: RulesOptions = { namespace: null, interval: null, sustained: 0, labels: {}, source: null };

const Labels = z.record(z.string(), z.string());
const Groups = z.array(
  z.object({
    name: z.string(),
    interval: z.string().optional(),
    rules: z.array(
      z.object({
        record: z.string().optional(),
        alert: z.string().optional(),
        expr: z.string(),
        for: z.string().optional(),
        labels: Labels,
        annotations: Labels.optional(),
      }),
    ),
  }),
);

function textOf(
  config: string,
  options: Partial<RulesOptions> = {},
  budgets: readonly ExportedBudget[] = [],
) {
  const rendered = prometheusRules(slotsOf(config), budgets, { ...plain, ...options });
  if (rendered.kind === 'nothing') throw new Error('nothing was exported');
  return rendered;
}

function rulesOf(text: string) {
  return Groups.parse(parse(text).groups).flatMap(({ rules }) => rules);
}

function alertsOf(text: string) {
  return rulesOf(text).filter(({ alert }) => alert !== undefined);
}

const promise = { name: 'promise', objective: 0.999, period: 30 * 86_400_000 };
const selector = 'hits{service="{service}",version=~".*"';
const place = { service: 'shop', environment: 'demo', budget: promise, source: 'main' };

/** One and the same promise, counted and as a share. */
const budgets: readonly ExportedBudget[] = [
  {
    ...place,
    queries: { kind: 'counters', total: `${selector}}`, part: `${selector},code=~"5.."}`, good: false },
  },
];
const share: readonly ExportedBudget[] = [
  {
    ...place,
    queries: {
      kind: 'share',
      query: `sum(rate(${selector},code!~"5.."}[{window}])) / sum(rate(${selector}}[{window}])) # good`,
      requests: null,
      good: true,
    },
  },
];

describe('rules for Prometheus', () => {
  it('are the same for the same plans', () => {
    expect(textOf(shop).text).toBe(textOf(shop).text);
  });

  it('record value, requests and errors of both sides, with the versions in', () => {
    const records = rulesOf(textOf(shop).text).filter(({ record }) => record !== undefined);
    const named = records.map(({ record, labels }) => `${record} ${labels['side']} ${labels['version']}`);
    expect(named).toEqual([
      'belay:errors:1m canary v2',
      'belay:errors:requests_1m canary v2',
      'belay:errors:errors_1m canary v2',
      'belay:errors:1m stable v1',
      'belay:errors:requests_1m stable v1',
      'belay:errors:errors_1m stable v1',
      'belay:latency:2m canary v2',
      'belay:latency:2m stable v1',
    ]);
    expect(records.at(-1)?.expr).toBe('max_over_time((latency_ms{version="v1"})[2m:15s])');
  });

  it('say a trigger as an alert with its duration, what it does and what people do', () => {
    const [first] = alertsOf(textOf(shop).text);
    expect(first).toMatchObject({
      alert: 'BelayRollbackErrors',
      for: '1m',
      labels: {
        severity: 'critical',
        service: 'shop',
        environment: 'demo',
        action: 'rollback',
        rule: 'errors > 5% for 1m',
      },
      annotations: { summary: 'shop v2 in demo breaks "errors > 5% for 1m"' },
    });
    expect(first?.annotations?.['runbook']).toContain('belay explain shop');
  });

  it('have no alert for criteria, and only the warning ones are warnings', () => {
    const said = alertsOf(textOf(shop).text).map(({ labels }) => `${labels['severity']} ${labels['rule']}`);
    expect(said).toEqual([
      'critical errors > 5% for 1m',
      'critical errors > 20% instant',
      'warning errors > 3x stable',
      'warning latency > 300ms over 2m',
      'warning errors > baseline + 2%',
    ]);
  });

  it('take what the configuration says of all rules', () => {
    const { text } = textOf(shop, {
      interval: 30_000,
      sustained: 120_000,
      labels: { team: 'shop', severity: 'p1' },
    });
    expect(Groups.parse(parse(text).groups).map(({ interval }) => interval)).toEqual(['30s']);
    expect(alertsOf(text).map((alert) => alert.for)).toEqual(['1m', '2m', '2m', '2m', '2m']);
    expect(alertsOf(text).map(({ labels }) => `${labels['team']} ${labels['severity']}`)).toEqual(
      Array(5).fill('shop p1'),
    );
  });

  it('are an object of the operator in a namespace', () => {
    const object = parse(textOf(shop, { namespace: 'monitoring' }).text);
    expect(object).toMatchObject({ kind: 'PrometheusRule', metadata: { namespace: 'monitoring' } });
    expect(object.spec.groups).toEqual(parse(textOf(shop).text).groups);
  });

  it('name what is left out in the head, and why', () => {
    const router = shop.replace('      warn_when:\n', '      warn_when:\n        - p95 > 1s\n');
    const { text, leftOut } = textOf(router);
    expect(leftOut).toEqual([expect.stringContaining('`p95 > 1s`: the router counts it itself')]);
    expect(parseDocument(text).commentBefore ?? text).toContain('the router counts it itself');
  });

  it('say once why the rules about a metric are left out', () => {
    const router = shop.replace(
      '      warn_when:\n',
      '      warn_when:\n        - p95 > 1s\n        - p95 > 2s\n',
    );
    expect(textOf(router).leftOut).toEqual([
      expect.stringContaining('`p95 > 1s` and `p95 > 2s`: the router counts it itself'),
    ]);
  });

  it('are nothing where no metric server is asked, which is said', () => {
    expect(prometheusRules(slotsOf(small), [], plain)).toMatchObject({
      kind: 'nothing',
      leftOut: [expect.stringContaining('error-rate > 5% for 1m')],
    });
  });

  it('are those of one server where one is asked for', () => {
    expect(prometheusRules(slotsOf(shop), [], { ...plain, source: 'other' }).kind).toBe('nothing');
  });

  it('burn budgets over the whole service, not one version of it', () => {
    const { text } = textOf(shop, {}, budgets);
    const burn = rulesOf(text).filter(({ record }) => record?.startsWith('belay:error_budget'));
    expect(burn.map(({ record }) => record?.replace(/^.*_/, ''))).toEqual([
      '5m',
      '30m',
      '1h',
      '6h',
      '72h',
      '720h',
    ]);
    expect(burn[0]?.expr).toContain('version=~".*"');
    expect(burn[0]?.expr).toContain('/ 0.001');
    const alerts = alertsOf(text).filter(({ alert }) => alert?.includes('Budget'));
    expect(alerts.map(({ labels }) => `${labels['severity']} ${labels['window']}`)).toEqual([
      'critical 1h',
      'critical 6h',
      'warning 72h',
    ]);
  });
});

const minute = (text: string) => `${text}x20`;

/** Requests a minute with and without errors, as counters sampled every 15 s. */
function hits(version: string, good: number, bad: number) {
  return [
    { series: `hits{service="shop",version="${version}",code="200"}`, values: minute(`0+${good}`) },
    { series: `hits{service="shop",version="${version}",code="500"}`, values: minute(`0+${bad}`) },
  ];
}

function firing(
  text: string,
  series: readonly object[],
  at: string,
  alertname: string,
  rules: readonly string[],
) {
  const expected = alertsOf(text)
    .filter(({ alert, labels }) => alert === alertname && rules.includes(labels['rule'] ?? ''))
    .map(({ labels }) => ({ exp_labels: { ...labels, side: 'canary', version: 'v2' } }));
  const bare = withoutAnnotations(text);
  testRules(bare, '15s', {
    input_series: series,
    alert_rule_test: [{ eval_time: at, alertname, exp_alerts: expected }],
  });
}

/** What promtool compares would otherwise hold the values. */
function withoutAnnotations(text: string): string {
  const document = parseDocument(text);
  const groups = Groups.parse(document.toJS().groups).map(({ rules, ...group }) => ({
    ...group,
    rules: rules.map(({ annotations: _, ...rule }) => rule),
  }));
  return JSON.stringify({ groups });
}

describe.skipIf(withoutPromtool)('rules as promtool reads them', () => {
  const { text } = textOf(shop);

  it.each([
    ['of a shop', shop, {}],
    ['with a counted budget', shop, { budgets }],
    ['with a budget as a share', shop, { budgets: share }],
    ['of a nasty file', nasty, {}],
  ] as const)(
    'are right: %s',
    (_, config, { budgets: some = [] }: { readonly budgets?: readonly ExportedBudget[] }) => {
      expect(checkRules(textOf(config, { interval: 30_000 }, some).text)).toContain('SUCCESS');
    },
  );

  it('fire once the condition has held as long as the rule says', () => {
    const series = [...hits('v2', 90, 10), ...hits('v1', 1000, 10)];
    firing(text, series, '30s', 'BelayRollbackErrors', []);
    firing(text, series, '3m', 'BelayRollbackErrors', ['errors > 5% for 1m']);
  });

  it('stay silent without enough requests, and when nothing is wrong', () => {
    firing(text, [...hits('v2', 9, 1), ...hits('v1', 1000, 10)], '3m', 'BelayRollbackErrors', []);
    firing(text, [...hits('v2', 99, 1), ...hits('v1', 1000, 10)], '3m', 'BelayRollbackErrors', []);
  });

  it('fire at once on few requests with enough errors, where a rule is marked so', () => {
    firing(text, [...hits('v2', 6, 4)], '3m', 'BelayRollbackErrors', ['errors > 20% instant']);
    firing(text, [...hits('v2', 3, 1)], '3m', 'BelayRollbackErrors', []);
    firing(text, [...hits('v2', 2, 2)], '3m', 'BelayRollbackErrors', []);
  });

  it('compare with stable, and with nothing where stable has nothing', () => {
    const worse = hits('v2', 90, 10);
    firing(text, [...worse, ...hits('v1', 990, 10)], '3m', 'BelayPauseErrors', ['errors > 3x stable']);
    firing(text, [...worse, ...hits('v1', 950, 50)], '3m', 'BelayPauseErrors', []);
    firing(text, worse, '3m', 'BelayPauseErrors', []);
    firing(text, [...worse, ...hits('v1', 5, 0)], '3m', 'BelayPauseErrors', []);
    firing(text, [...worse, ...hits('v1', 1000, 0)], '3m', 'BelayPauseErrors', ['errors > 3x stable']);
    firing(text, [...hits('v2', 100, 0), ...hits('v1', 1000, 0)], '3m', 'BelayPauseErrors', []);
    firing(text, [...hits('v2', 100, 1), ...hits('v1', 1000, 0)], '3m', 'BelayPauseErrors', []);
  });

  it.each([
    ['counted', budgets],
    ['as a share', share],
  ])('page for a budget while it burns over the long and the short window: %s', (_, some) => {
    const { text: burning } = textOf(shop, {}, some);
    const page = (bad: readonly string[], windows: readonly string[]) => {
      const series = [
        { series: 'hits{service="shop",version="v1",code="200"}', values: '0+3920x75' },
        ...bad.map((values) => ({ series: 'hits{service="shop",version="v2",code="500"}', values })),
      ];
      const expected = alertsOf(burning)
        .filter(({ alert, labels }) => alert === paging && windows.includes(labels['window'] ?? ''))
        .map(({ labels }) => ({ exp_labels: labels }));
      const alert_rule_test = [{ eval_time: '70m', alertname: paging, exp_alerts: expected }];
      testRules(withoutAnnotations(burning), '1m', { input_series: series, alert_rule_test });
    };
    page(['0+80x75'], ['1h', '6h']);
    page(['0+80x25 2000+0x50'], []);
    page([], []);
  });
});

const paging = 'BelayErrorBudgetBurnsFast';
