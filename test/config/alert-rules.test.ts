import { expect, it } from 'vitest';
import { diagnosticsOf, loaded, small } from './configuration.ts';

const said = (rules: string) =>
  `${small}observability:\n  alert_rules: { format: prometheus, file: alerts.yml${rules} }\n`;

it('a file may say nothing of alert rules, or where they are written and little else', () => {
  expect(loaded(small).config.alertRules).toBeNull();
  expect(loaded(said('')).config.alertRules).toEqual({
    file: 'alerts.yml',
    namespace: null,
    interval: null,
    sustained: 0,
    labels: {},
  });
});

it('a file may say how they are evaluated and labelled', () => {
  const text = said(
    ', namespace: hal9, interval: 30s, for: 2m, labels: { severity: p1, team: "shop, \\"A\\"" }',
  );
  expect(loaded(text).config.alertRules).toEqual({
    file: 'alerts.yml',
    namespace: 'hal9',
    interval: 30_000,
    sustained: 120_000,
    labels: { severity: 'p1', team: 'shop, "A"' },
  });
});

it.each([
  ['a label that Prometheus does not take', ', labels: { cost-center: a }'],
  ['a label that tells the rules apart', ', labels: { rule: a }'],
  ["a label of Prometheus' own", ', labels: { __name__: a }'],
  ['a namespace that Kubernetes does not take', ', namespace: Hal_9'],
  ['an interval of nothing', ', interval: 0s'],
])('%s is a mistake with a place', (_, rules) => {
  expect(diagnosticsOf(said(rules))).toEqual([
    expect.objectContaining({
      severity: 'error',
      path: expect.stringContaining('observability.alert_rules'),
    }),
  ]);
});

it('what else stands under observability is still refused, each by its name', () => {
  const text = `${small}observability:\n  error_patterns: [type]\n  alert_rules: { format: prometheus, file: a.yml }\n`;
  expect(diagnosticsOf(text)).toEqual([
    expect.objectContaining({ code: 'not-supported-yet', path: 'observability.error_patterns' }),
  ]);
});
