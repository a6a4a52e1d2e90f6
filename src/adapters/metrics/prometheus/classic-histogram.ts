import type { Bucket } from './buckets.ts';
import { isCount, shownNumber } from './count.ts';
import type { Nothing } from './reading.ts';
import { numberOf } from './series.ts';

/** A series of a classic histogram: what was observed up to and with `le`. */
export interface CumulativeBucket {
  readonly le: string;
  readonly value: number;
}

/** The buckets of one instance's classic histogram, each alone. */
export function classicBuckets(series: readonly CumulativeBucket[]): readonly Bucket[] | Nothing {
  const read = series
    .map(({ le, value }) => ({ le, bound: numberOf(le), value }))
    .sort((a, b) => a.bound - b.bound);
  for (const [index, { le, bound, value }] of read.entries()) {
    if (Number.isNaN(bound) || bound === Number.NEGATIVE_INFINITY) {
      return nothing(`one of its buckets has \`le="${le}"\`, which is no boundary`);
    }
    if (!isCount(value))
      return nothing(`its bucket \`le="${le}"\` is ${shownNumber(value)}, which is no count`);
    const before = read[index - 1];
    if (before === undefined) continue;
    if (before.bound === bound) {
      const what = `its bucket \`le="${le}"\` is there twice (also as \`${before.le}\`), so nobody knows which one counts`;
      return { reason: 'many-series', what };
    }
    if (before.value > value) {
      const what = `its bucket \`le="${le}"\` has ${value} and the smaller \`le="${before.le}"\` ${before.value}, and a bucket holds what the smaller ones hold`;
      return nothing(what);
    }
  }
  if (read.at(-1)?.bound !== Number.POSITIVE_INFINITY) {
    return nothing('its bucket `le="+Inf"` is missing, so nobody knows how many requests there were');
  }
  return read.map(({ bound, value }, index) => {
    const before = read[index - 1];
    return {
      from: before?.bound ?? Number.NEGATIVE_INFINITY,
      to: bound,
      count: value - (before?.value ?? 0),
    };
  });
}

function nothing(what: string): Nothing {
  return { reason: 'not-a-number', what };
}
