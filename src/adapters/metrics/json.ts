import { atPointer } from '../../core/json-pointer.ts';
import type { Measurement, NoReadingReason, Reading } from '../../core/judge/measurement.ts';
import type { Metric, MetricSource, Target } from '../../core/rollout/plan.ts';
import type { Millis } from '../../core/time.ts';
import { askTarget, type Fetch, type TargetAnswer } from './target-request.ts';
import { outsideUnit } from './unit-range.ts';

type JsonSource = Extract<MetricSource, { kind: 'json' }>;
export type JsonMetric = Metric & { readonly source: JsonSource };

/** Metrics that each version serves about itself, as a JSON document. */
export interface JsonMetrics {
  /**
   * Reads both sides at once; metrics of one path share one request per side. Never throws for what a version
   * does: a number that cannot be had is a reading that says why.
   */
  measure(
    sides: { canary: Target; stable: Target },
    wanted: readonly { metric: JsonMetric; window: Millis }[],
  ): Promise<readonly Measurement[]>;
}

export function createJsonMetrics(options: { fetch: Fetch }): JsonMetrics {
  return {
    async measure(sides, wanted) {
      const answers = new Map<string, Promise<TargetAnswer>>();
      const read = async (metric: JsonMetric, target: Target): Promise<Reading> => {
        const { path, timeout } = metric.source;
        const key = JSON.stringify([target.url, path, timeout]);
        const answer = answers.get(key) ?? askTarget(options.fetch, target, path, timeout, true);
        answers.set(key, answer);
        return readingOf(metric, target, await answer);
      };
      return await Promise.all(
        wanted.map(async ({ metric, window }) => {
          const both = [read(metric, sides.canary), read(metric, sides.stable)] as const;
          const [canary, stable] = await Promise.all(both);
          return { metric: metric.name, window, canary, stable };
        }),
      );
    },
  };
}

export function isJsonMetric(metric: Metric): metric is JsonMetric {
  return metric.source.kind === 'json';
}

function readingOf({ name, unit, source }: JsonMetric, { version }: Target, answer: TargetAnswer): Reading {
  if (answer.kind === 'failed') return none('source-failed', `${name} of ${version}: ${answer.why}.`);
  if (answer.status < 200 || answer.status > 299) {
    return none('source-failed', `${name} of ${version}: ${source.path} answered ${answer.status}.`);
  }
  const document = parse(answer.text);
  if (document === undefined) {
    return none('source-failed', `${name} of ${version}: ${source.path} did not answer with JSON.`);
  }
  const value = atPointer(document, source.field);
  const where = `${name} of ${version}: ${source.field || 'the document'} in ${source.path}`;
  if (value === undefined || value === null) return none('empty', `${where} is not there.`);
  if (Array.isArray(value)) return none('many-series', `${where} is a list; point to one number.`);
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    return none('not-a-number', `${where} is ${shown(value)}, no number.`);
  }
  const wrong = outsideUnit(value, unit);
  if (wrong !== null) return none('wrong-unit', `${where} is ${value}; ${wrong}.`);
  return { kind: 'value', value, requests: null, errors: null };
}

function none(reason: NoReadingReason, sentence: string): Reading {
  return { kind: 'none', reason, sentence };
}

function shown(value: unknown): string {
  return typeof value === 'object' ? 'an object' : JSON.stringify(value).slice(0, 40);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
