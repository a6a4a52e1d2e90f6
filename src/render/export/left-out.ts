import type { Limit } from '../../core/judge/rule.ts';
import type { Check, Metric, MetricSource } from '../../core/rollout/plan.ts';

export type QuerySource = Extract<MetricSource, { kind: 'query' }>;
export type QueryMetric = Metric & { readonly source: QuerySource };

export function isQueried(metric: Metric): metric is QueryMetric {
  return metric.source.kind === 'query';
}

/** Why a metric is not in Prometheus, as the end of a sentence; null when it is. */
export function whyNotQueried({ source }: Metric): string | null {
  switch (source.kind) {
    case 'query':
      return null;
    case 'traffic':
      return 'the router counts it itself; a metric of kind `query` over what the router exports (HAProxy has an exporter) can be exported';
    case 'json':
      return 'each version serves it as JSON, and no metric server has it';
    case 'reported':
      return 'it counts what Belay is told from outside';
  }
}

/** Why a rule cannot be an alert, as the end of a sentence; null when it can. */
export function whyNoAlert({ rule }: Check): string | null {
  return noAlert[rule.limit.kind];
}

const tested =
  'it is a test over the whole rollout, which keeps what it has seen; a rule of Prometheus cannot. Belay alone judges it';
const noAlert: { readonly [K in Limit['kind']]: string | null } = {
  absolute: null,
  'stable-factor': null,
  'baseline-offset': null,
  worse: tested,
  within: tested,
  score: 'it is a score over many metrics and the whole stage. Belay alone judges it',
};
