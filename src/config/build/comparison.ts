import { comparisonMetric } from '../../core/judge/parse-test.ts';
import { testable } from '../../core/judge/testable.ts';
import { nearest } from '../../core/nearest.ts';
import type { ComparisonPlan, Metric } from '../../core/rollout/plan.ts';
import { error, type Path, type Report, warning } from '../mistake.ts';
import { listOf } from './building.ts';
import type { PlanSource } from './plan.ts';

type ComparisonSource = NonNullable<NonNullable<PlanSource['evaluation']>['comparison']>;
type Compared = ComparisonPlan['metrics'][number];

/** A metric that is compared, and where the file says so. */
export interface PlacedMetric {
  readonly metric: string;
  readonly path: Path;
}

const defaults = { group: 'metrics', confidence: 0.98, tolerance: 0.25 };

/** The comparison of a plan, and where its metrics stand; metrics that cannot be compared are reported and left out. */
export function buildComparison(
  source: ComparisonSource | undefined,
  path: Path,
  metrics: readonly Metric[],
  report: Report,
): { readonly comparison: ComparisonPlan | undefined; readonly compared: readonly PlacedMetric[] } {
  if (source === undefined) return { comparison: undefined, compared: [] };
  const at = [...path, 'evaluation', 'comparison'];
  const found = comparedMetrics(source, at, metrics, report);
  checkWeights(source, found, at, report);
  const compared = found.map((one) => ({ metric: one.compared.metric, path: one.path }));
  if (found.length === 0) return { comparison: undefined, compared };
  const comparison = {
    metrics: found.map((one) => one.compared),
    groupWeights: source.group_weights ?? {},
    confidence: source.confidence ?? defaults.confidence,
    tolerance: source.tolerance ?? defaults.tolerance,
    removeOutliers: source.remove_outliers ?? false,
  };
  return { comparison, compared };
}

interface Found {
  readonly compared: Compared;
  readonly path: Path;
}

function comparedMetrics(
  source: ComparisonSource,
  at: Path,
  metrics: readonly Metric[],
  report: Report,
): readonly Found[] {
  const known = new Map(metrics.map((metric) => [metric.name, metric]));
  if (known.has(comparisonMetric)) {
    const sentence = `In rules \`${comparisonMetric}\` is the score of a comparison, so a plan that compares has no room for a metric of that name. Call the metric something else.`;
    report(error(at, 'name-taken', sentence, { at: 'key', expected: 'another name of the metric' }));
  }
  const found = new Map<string, Found>();
  listOf(source.metrics).forEach((entry, index) => {
    const path = Array.isArray(source.metrics) ? [...at, 'metrics', index] : [...at, 'metrics'];
    const compared = comparedMetric(entry);
    const metric = known.get(compared.metric);
    // A name that nobody declares is reported where all names are checked.
    if (metric === undefined) return;
    const able = testable(metric);
    if (able.kind === 'no') {
      report(error(path, 'not-comparable', able.sentence, { expected: 'another metric' }));
    } else if (found.has(compared.metric)) {
      const sentence = `\`${compared.metric}\` is compared already; once is enough.`;
      report(error(path, 'metric-twice', sentence, { expected: 'another metric' }));
    } else {
      found.set(compared.metric, { compared, path });
      if ('tag' in entry || entry.direction === undefined) checkDirection(metric, path, report);
    }
  });
  return [...found.values()];
}

/** Shares of failures: few requests often have none, and stable has more requests than the canary. */
const worseBy: Readonly<Record<string, Compared['direction']>> = {
  'error-rate': 'increase',
  '4xx-rate': 'increase',
  '5xx-rate': 'increase',
  'success-rate': 'decrease',
};

function checkDirection({ name, source }: Metric, path: Path, report: Report): void {
  const direction = source.kind === 'traffic' ? worseBy[source.series] : undefined;
  if (direction === undefined) return;
  const suggestion = `{ metric: ${name}, direction: ${direction} }`;
  const sentence = `Without a direction \`${name}\` fails for being better too, and a share over the canary's fewer requests often looks better than stable's. Say \`${suggestion}\`.`;
  report(warning(path, 'no-direction', sentence, { expected: `\`direction: ${direction}\``, suggestion }));
}

function comparedMetric(entry: Exclude<ComparisonSource['metrics'], readonly unknown[]> | Entry): Compared {
  const said = 'tag' in entry ? { metric: entry } : entry;
  return {
    metric: said.metric.name,
    group: said.group ?? defaults.group,
    critical: said.critical ?? false,
    mustHaveData: said.must_have_data ?? false,
    direction: said.direction ?? 'either',
    allowedIncrease: said.allowed_increase ?? 1,
    allowedDecrease: said.allowed_decrease ?? 1,
    criticalIncrease: said.critical_increase ?? null,
    criticalDecrease: said.critical_decrease ?? null,
  };
}

type Entry = Extract<ComparisonSource['metrics'], readonly unknown[]>[number];

function checkWeights(
  { group_weights: weights = {} }: ComparisonSource,
  found: readonly Found[],
  at: Path,
  report: Report,
): void {
  const groups = [...new Set(found.map(({ compared }) => compared.group))];
  const path = [...at, 'group_weights'];
  for (const group of Object.keys(weights)) {
    if (groups.includes(group)) continue;
    const suggestion = nearest(group, groups);
    const known = groups.map((one) => `\`${one}\``).join(', ');
    const hint = suggestion === null ? `Groups: ${known}.` : `Did you mean \`${suggestion}\`?`;
    const sentence = `No compared metric is in the group \`${group}\`. ${hint}`;
    report(
      error([...path, group], 'unknown-reference', sentence, { at: 'key', expected: known, suggestion }),
    );
  }
  const sum = Object.values(weights).reduce((all, weight) => all + weight, 0);
  const others = groups.filter((group) => !Object.hasOwn(weights, group));
  if (sum > 100) {
    const sentence = `Weights of groups come to 100 together at most, and these come to ${sum}.`;
    report(error(path, 'wrong-weights', sentence, { at: 'key', expected: 'at most 100 together' }));
  } else if (sum === 100 && others.length > 0) {
    const sentence = `These weights come to 100, so nothing is left for ${others.map((one) => `\`${one}\``).join(', ')}: what is compared there does not count.`;
    report(warning(path, 'wrong-weights', sentence, { at: 'key', expected: 'less than 100 together' }));
  } else if (sum < 100 && others.length === 0 && Object.keys(weights).length > 0) {
    const sentence = `Every group has a weight, so they come to 100 together, and these come to ${sum}.`;
    report(error(path, 'wrong-weights', sentence, { at: 'key', expected: '100 together' }));
  }
}
