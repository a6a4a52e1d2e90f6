import { parseAmount, unitArticle, unitExample } from '../../core/judge/amount.ts';
import type { RuleContext } from '../../core/judge/parse-rule.ts';
import type { Unit } from '../../core/judge/rule.ts';
import { testable } from '../../core/judge/testable.ts';
import { isTrafficSeries, trafficSeries } from '../../core/judge/traffic-series.ts';
import type { CounterQueries, Metric, MetricSource } from '../../core/rollout/plan.ts';
import { error, type Report } from '../mistake.ts';
import type { Root } from '../schema/root.ts';
import { scrapeIntervalOf } from './sources.ts';

type Declared = NonNullable<Root['metrics']>[string];
type DeclaredQuery = Extract<Declared, { kind: 'query' }>;

const jsonTimeout = 2000;

/** The metrics that rules may speak of: what every router counts, and what the file declares. */
export function buildMetrics(root: Root, report: Report): readonly Metric[] {
  const declared = Object.entries(root.metrics ?? {}).map(([name, metric]) =>
    declaredMetric(name, metric, root, report),
  );
  const found = declared.filter((metric) => metric !== null);
  const names = new Set(found.map(({ name }) => name));
  return [...builtin().filter(({ name }) => !names.has(name)), ...found];
}

/** Metrics whose source is not supported yet can still be spoken of in rules; their plan is refused anyway. */
function declaredMetric(name: string, metric: Declared, root: Root, report: Report): Metric | null {
  switch (metric.kind) {
    case 'traffic': {
      const series = metric.series ?? name;
      if (!isTrafficSeries(series)) {
        const sentence = `\`${name}\` is no series of its own. Say which one it is: \`series: error-rate\`.`;
        report(error(['metrics', name], 'missing-key', sentence, { expected: '`series`' }));
        return null;
      }
      const unit = trafficSeries[series];
      return {
        name,
        unit,
        source: { kind: 'traffic', series },
        baseline: baseline(name, metric.baseline, unit, report),
      };
    }
    case 'json': {
      const { path, field, timeout = jsonTimeout, unit } = metric;
      const source = { kind: 'json', path, field, timeout } as const;
      return {
        name,
        unit,
        source,
        baseline: baseline(name, metric.baseline, unit, report),
        ...worseWay(metric),
      };
    }
    case 'probes':
      return unsupportedMetric(name, 'ratio', metric.baseline, report);
    case 'query':
      return {
        name,
        unit: metric.unit,
        source: querySource(metric, root),
        baseline: baseline(name, metric.baseline, metric.unit, report),
        ...worseWay(metric),
      };
    case 'reported':
      return {
        name,
        unit: metric.unit,
        source: { kind: 'reported', event: metric.event },
        baseline: baseline(name, metric.baseline, metric.unit, report),
      };
  }
}

/** The plan holds the queries as they are written: only a rollout knows what to fill in. */
function querySource(metric: DeclaredQuery, root: Root): MetricSource {
  const { source, query, read = 'instant', requests = null, errors = null } = metric;
  const step = read === 'instant' ? undefined : read.step;
  return {
    kind: 'query',
    source: source.name,
    query,
    read:
      read === 'instant'
        ? { kind: 'instant' }
        : { kind: 'range', reduce: read.range, step: step ?? scrapeIntervalOf(root, source.name) },
    requests,
    errors,
    ...counted(metric),
  };
}

/** The label that Prometheus gives every target. */
const instanceLabel = 'instance';

function counted({ counters, histogram }: DeclaredQuery): { counted?: CounterQueries } {
  if (counters !== undefined) {
    const { total, bad, good, instance = instanceLabel } = counters;
    const goodInstead = bad === undefined && good !== undefined;
    return { counted: { kind: 'events', total, bad: bad ?? good ?? '', goodInstead, instance } };
  }
  if (histogram === undefined) return {};
  const { of, unit = 's', instance = instanceLabel } = histogram;
  return { counted: { kind: 'histogram', of, scale: unit === 's' ? 1000 : 1, instance } };
}

function worseWay({ worse }: { readonly worse?: Metric['worse'] }): Pick<Metric, 'worse'> {
  return worse === undefined ? {} : { worse };
}

function unsupportedMetric(name: string, unit: Unit, text: string | undefined, report: Report): Metric {
  return {
    name,
    unit,
    source: { kind: 'traffic', series: name },
    baseline: baseline(name, text, unit, report),
  };
}

function baseline(name: string, text: string | undefined, unit: Unit, report: Report): number | null {
  if (text === undefined) return null;
  const value = parseAmount(text, unit);
  if (value !== null) return value;
  const example = unitExample(unit);
  const sentence = `\`${name}\` is ${unitArticle(unit)}, so its baseline is written like \`${example}\`, not \`${text}\`.`;
  report(error(['metrics', name, 'baseline'], 'wrong-value', sentence, { expected: `\`${example}\`` }));
  return null;
}

function builtin(): readonly Metric[] {
  return Object.entries(trafficSeries).map(([name, unit]) => ({
    name,
    unit,
    source: { kind: 'traffic', series: name },
    baseline: null,
  }));
}

export function ruleContext(
  metrics: readonly Metric[],
  evaluation: { readonly window: number; readonly minimumRequests: number },
): RuleContext {
  const known = metrics.map((metric) => {
    const { name, unit, baseline } = metric;
    const tested = testable(metric);
    const untestable = tested.kind === 'no' ? { untestable: tested.sentence } : {};
    return [name, { unit, baseline, ...untestable }] as const;
  });
  return { metrics: Object.fromEntries(known), ...evaluation };
}
