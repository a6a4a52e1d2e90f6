import { z } from 'zod';
import type { Bucket } from './buckets.ts';
import { isCount, shownNumber } from './count.ts';
import type { Nothing } from './reading.ts';
import { numberOf } from './series.ts';

/**
 * A native histogram of an instant answer: buckets with something in them, as rule of the boundaries, left, right
 * and count. https://prometheus.io/docs/prometheus/latest/querying/api/#native-histograms
 */
const Native = z.object({
  count: z.string(),
  buckets: z.array(z.tuple([z.number(), z.string(), z.string(), z.string()])).default([]),
});

export function nativeBuckets(histogram: unknown): readonly Bucket[] | Nothing {
  const parsed = Native.safeParse(histogram);
  if (!parsed.success) return nothing('its histogram is not written as Prometheus writes one');
  const buckets = parsed.data.buckets.map(([, left, right, count]) => ({
    from: numberOf(left),
    to: numberOf(right),
    count: numberOf(count),
  }));
  for (const { from, to, count } of buckets) {
    if (!(from <= to)) {
      return nothing(`one of its buckets goes from ${shownNumber(from)} to ${shownNumber(to)}`);
    }
    if (!isCount(count)) {
      return nothing(`its bucket up to ${to} is ${shownNumber(count)}, which is no count`);
    }
  }
  return buckets;
}

function nothing(what: string): Nothing {
  return { reason: 'not-a-number', what };
}

/** Octaves of durations that are told apart: from 1 ms (or a little less) to about a minute. */
const octaves = 16;
/** A quarter of an octave is 19 %: finer boundaries make more to keep and tell hardly more. */
const finestStep = 1 / 4;

/**
 * Boundaries for exponential buckets. The server lists only buckets with something in them, and each instance may
 * have a resolution of its own, so these are the same powers of two whatever was observed: a quarter of an octave
 * apart, or as far as the widest bucket is wide.
 * @param scale milliseconds in the unit of the buckets
 * @returns null for buckets with boundaries of their own (`custom buckets`)
 */
export function exponentialBoundaries(buckets: readonly Bucket[], scale: number): readonly number[] | null {
  // The zero bucket reaches below zero and has a width of its own; custom buckets begin at minus infinity.
  const positive = buckets.filter(({ from, to }) => from > 0 && Number.isFinite(to));
  const isCustom =
    buckets.some(({ from }) => from === Number.NEGATIVE_INFINITY) ||
    positive.some(({ from, to }) => !isExponential(from) || !isExponential(to));
  if (isCustom) return null;
  const widest = Math.max(finestStep, ...positive.map(({ from, to }) => Math.log2(to / from)));
  const step = 2 ** Math.ceil(Math.log2(widest) - precision);
  const lowest = Math.floor(Math.log2(1 / scale));
  const first = Math.ceil(lowest / step);
  const last = Math.floor((lowest + octaves) / step);
  return Array.from({ length: last - first + 1 }, (_, index) => 2 ** ((first + index) * step));
}

const precision = 1e-6;
/** Boundaries of the finest schema, 8, in one octave; those of the others are among them. */
const finestSchema = 256;

function isExponential(edge: number): boolean {
  const index = Math.log2(edge) * finestSchema;
  return Math.abs(index - Math.round(index)) < precision;
}
