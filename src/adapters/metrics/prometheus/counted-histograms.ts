import type { Counter } from '../../../core/judge/totals.ts';
import type { CounterQueries } from '../../../core/rollout/plan.ts';
import { type Bucket, edgesOf, rebucketed } from './buckets.ts';
import { classicBuckets } from './classic-histogram.ts';
import { byInstance, type Counted, grouped, notCounted } from './instances.ts';
import { exponentialBoundaries, nativeBuckets } from './native-histogram.ts';
import type { Nothing } from './reading.ts';
import type { AnsweredSeries } from './series.ts';

type HistogramQueries = Extract<CounterQueries, { kind: 'histogram' }>;

interface Told {
  readonly kind: 'classic' | 'native';
  readonly buckets: readonly Bucket[];
}

type Instances = ReadonlyMap<string, Told>;

/** The buckets of each instance of one side, in the unit and the boundaries of the source. */
export function bucketsOf(queries: HistogramQueries, series: readonly AnsweredSeries[]): Instances | Nothing {
  if (series.length === 0) return notCounted;
  const instances = new Map<string, Told>();
  for (const [name, found] of byInstance(series, queries.instance)) {
    const told = toldBy(found);
    if ('what' in told) return { ...told, what: `${name}: ${told.what}` };
    instances.set(name, told);
  }
  return instances;
}

function toldBy(series: readonly AnsweredSeries[]): Told | Nothing {
  const [first] = series;
  if (first?.value === null) {
    if (series.length > 1) {
      const what = 'it has a native histogram and other series as well; name one metric in `histogram.of`';
      return { reason: 'many-series', what };
    }
    const buckets = nativeBuckets(first.histogram);
    return 'what' in buckets ? buckets : { kind: 'native', buckets };
  }
  const cumulative = series.flatMap(({ labels: { le }, value }) =>
    le === undefined || value === null ? [] : [{ le, value }],
  );
  if (cumulative.length < series.length) {
    const what =
      'it is no histogram: `histogram.of` names the `_bucket` series of a classic one, or a native one';
    return { reason: 'not-a-number', what };
  }
  const buckets = classicBuckets(cumulative);
  return 'what' in buckets ? buckets : { kind: 'classic', buckets };
}

/** Edges of native histograms with boundaries of their own: those without anything in them are told by no instance. */
export function customEdges(sides: readonly (Instances | Nothing)[], { scale }: HistogramQueries) {
  const native = sides.flatMap((side) =>
    'what' in side ? [] : [...side.values()].filter(({ kind }) => kind === 'native'),
  );
  return edgesOf(
    native.flatMap(({ buckets }) => (exponentialBoundaries(buckets, scale) === null ? buckets : [])),
  );
}

/**
 * One counter for each instance, or for each group of them, in milliseconds.
 * @param custom as `customEdges` of both sides
 */
export function histogramsOf(
  { scale }: HistogramQueries,
  instances: Instances | Nothing,
  custom: readonly number[],
): Counted {
  if ('what' in instances) return instances;
  const counters = new Map<string, Counter>();
  for (const [name, members] of grouped(instances)) {
    const buckets = members.flatMap((member) => member.buckets);
    const native = members.every(({ kind }) => kind === 'native');
    const exponential = native && custom.length === 0 ? exponentialBoundaries(buckets, scale) : null;
    const own = exponential ?? (native ? custom : edgesOf(buckets));
    const { boundaries, counts } = rebucketed(buckets, own);
    if (boundaries.length === 0) {
      const what = `${name}: its histogram has no boundary that tells slow requests from fast ones`;
      return { reason: 'empty', what };
    }
    counters.set(name, {
      kind: 'histogram',
      boundaries: boundaries.map((each) => inMillis(each, scale)),
      counts,
    });
  }
  return counters;
}

/** 0.07 s are 70 ms, not 70.00000000000001. */
function inMillis(boundary: number, scale: number): number {
  return Number((boundary * scale).toPrecision(12));
}
