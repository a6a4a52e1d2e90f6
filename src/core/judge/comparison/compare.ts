import type { ComparisonPlan } from '../../rollout/plan.ts';
import type { Unit } from '../rule.ts';
import { type Classification, type Classified, classify, type SidesSamples } from './classify.ts';
import { metricSentence, reportSentence } from './comparison-sentences.ts';
import { type GroupScore, type Scored, score } from './score.ts';

/** What one metric came to, in its own unit. */
export interface MetricReport {
  readonly metric: string;
  readonly group: string;
  readonly classification: Classification;
  /** It makes the whole score 0. */
  readonly critical: boolean;
  /** By how much canary lies above stable: Hodges–Lehmann, with its interval. Null without data. */
  readonly estimate: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  /** Canary's mean as a multiple of stable's; null without data, or where stable's is 0. */
  readonly effect: number | null;
  /** How many values were compared. */
  readonly samples: { readonly canary: number; readonly stable: number };
  readonly sentence: string;
}

export interface ComparisonReport {
  /** 0 to 100. */
  readonly score: number;
  /** Why it is 0 whatever the groups say; null when they say it. */
  readonly zeroed: Scored['zeroed'];
  readonly groups: readonly GroupScore[];
  readonly metrics: readonly MetricReport[];
  /** One line: what failed or has no data, by how much, and from how many samples. */
  readonly sentence: string;
}

const none: SidesSamples = { canary: [], stable: [] };

/**
 * Compares canary with stable in the manner of NetflixACAJudge-v1.0, whatever the samples are: a metric of which too
 * little is known to show anything at this confidence has no data, where Netflix's judge would let it pass.
 * @param samples by metric; one that is missing has no data
 * @param units by metric, for the sentences; a plain number when left out
 */
export function compare(
  comparison: ComparisonPlan,
  samples: Readonly<Record<string, SidesSamples>>,
  units: Readonly<Record<string, Unit>> = {},
): ComparisonReport {
  const results = comparison.metrics.map((metric) => {
    const sides = Object.hasOwn(samples, metric.metric) ? (samples[metric.metric] ?? none) : none;
    return { metric, classified: classify(metric, sides, comparison) };
  });
  const scored = score(
    results.map(({ metric, classified: { classification, critical } }) => ({
      group: metric.group,
      mustHaveData: metric.mustHaveData,
      classification,
      critical,
    })),
    comparison.groupWeights,
  );
  const metrics = results.map(({ metric, classified }) => ({
    metric: metric.metric,
    group: metric.group,
    ...numbers(classified),
    sentence: metricSentence(metric.metric, unitOf(units, metric.metric), classified, comparison.confidence),
  }));
  return { ...scored, metrics, sentence: reportSentence(scored, metrics) };
}

function unitOf(units: Readonly<Record<string, Unit>>, metric: string): Unit {
  return Object.hasOwn(units, metric) ? (units[metric] ?? 'number') : 'number';
}

function numbers({ classification, critical, difference, canary, stable }: Classified) {
  return {
    classification,
    critical,
    estimate: difference?.estimate ?? null,
    lower: difference?.lower ?? null,
    upper: difference?.upper ?? null,
    effect: difference?.effect ?? null,
    samples: { canary: canary.sorted.length, stable: stable.sorted.length },
  };
}
