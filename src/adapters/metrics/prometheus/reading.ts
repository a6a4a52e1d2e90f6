import type { NoReadingReason, Reading } from '../../../core/judge/measurement.ts';
import type { Metric } from '../../../core/rollout/plan.ts';
import { formatDuration, type Millis } from '../../../core/time.ts';
import { outsideUnit } from '../unit-range.ts';
import { type Part, partOf, type QuerySource, type Side } from './compose.ts';
import { type AnsweredSeries, ageOf, valuesOf } from './series.ts';

export type QueryMetric = Metric & { readonly source: QuerySource };

export interface Asked {
  readonly metric: QueryMetric;
  readonly side: Side;
  readonly version: string;
  readonly scrapeInterval: Millis;
}

/** One scrape may fail and the next come late before a newest sample is too old to speak of now. */
export function oldest(scrapeInterval: Millis): Millis {
  return 2 * scrapeInterval + 5000;
}

/**
 * What an answer says about one side.
 * @param lastSeen milliseconds since its series were last scraped, for series that are not there any more; null
 * when they never were, or when nobody asked
 */
export function readingOf(asked: Asked, series: readonly AnsweredSeries[], lastSeen: Millis | null): Reading {
  const { metric, side, version, scrapeInterval } = asked;
  const none = (reason: NoReadingReason, what: string): Reading => ({
    kind: 'none',
    reason,
    sentence: `${metric.name} of ${version}: ${what}.`,
  });
  const { source } = metric.source;
  const values = valuesOf(series, side, 'value');
  const age = ageOf(series, side) ?? lastSeen;
  if (age !== null && (values.length === 0 || age > oldest(scrapeInterval))) {
    return none(
      'empty',
      `the newest sample in ${source} is ${formatDuration(age)} old and it should be scraped every ${formatDuration(scrapeInterval)}, so it says nothing about now`,
    );
  }
  const found = single(values, source);
  if (typeof found !== 'number') return none(found.reason, found.what);
  const wrong = outsideUnit(found, metric.unit);
  if (wrong !== null) return none('wrong-unit', `${source} says ${found}; ${wrong}`);
  const counted = countsOf(asked, series);
  if ('what' in counted) return none(counted.reason, counted.what);
  return { kind: 'value', value: found, ...counted };
}

/** Why there is no number; `what` completes `error-rate of v2: …`. */
export interface Nothing {
  readonly reason: NoReadingReason;
  readonly what: string;
}

function single(values: readonly (number | null)[], source: string): number | Nothing {
  const [value] = values;
  if (value === undefined) return { reason: 'empty', what: `${source} has no such series` };
  if (values.length > 1) {
    const what = `${source} has ${values.length} series for it and one number is needed; aggregate them, as in sum(…) or max(…)`;
    return { reason: 'many-series', what };
  }
  if (value === null) {
    const what = `${source} answers with a histogram; take one number of it, as in histogram_quantile(0.99, …)`;
    return { reason: 'not-a-number', what };
  }
  if (Number.isFinite(value)) return value;
  const shown = Number.isNaN(value) ? 'NaN (often 0 divided by 0: nothing was counted)' : 'infinite';
  return { reason: 'not-a-number', what: `what ${source} says is ${shown}` };
}

type Counts = { readonly requests: number | null; readonly errors: number | null };

/**
 * Counted over the window by extrapolation, so not whole. Prometheus knows no error counter before the first
 * error, so with requests counted, no errors are 0 errors.
 */
function countsOf({ metric, side }: Asked, series: readonly AnsweredSeries[]): Counts | Nothing {
  const count = (part: Part): number | null | Nothing => {
    if (partOf(metric.source, part) === null) return null;
    const values = valuesOf(series, side, part);
    if (part === 'errors' && values.length === 0) return 0;
    const found = single(values, metric.source.source);
    if (typeof found !== 'number')
      return { ...found, what: `its \`${part}\` cannot be counted: ${found.what}` };
    if (found >= 0 && Number.isSafeInteger(Math.round(found))) return Math.round(found);
    return { reason: 'not-a-number', what: `its \`${part}\` are ${found}, which is no count` };
  };
  const requests = count('requests');
  if (typeof requests === 'object' && requests !== null) return requests;
  const errors = count('errors');
  if (typeof errors === 'object' && errors !== null) return errors;
  return { requests, errors };
}
