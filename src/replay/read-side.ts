import { z } from 'zod';
import { allInstances, type Counter } from '../core/judge/totals.ts';
import { parseNumber, RecordedNumber, shown } from './read-number.ts';
import type { RecordedSide } from './recording.ts';

const Events = z
  .strictObject({ requests: RecordedNumber, bad: RecordedNumber })
  .transform((events): Counter => ({ kind: 'events', ...events }));

const Histogram = z
  .strictObject({ boundaries: z.array(RecordedNumber).min(1), counts: z.array(RecordedNumber) })
  .superRefine(({ boundaries, counts }, context) => {
    const ascend = boundaries.every(
      (boundary, index) => Number.isFinite(boundary) && !(boundary <= (boundaries[index - 1] ?? -Infinity)),
    );
    if (!ascend) {
      const message = 'boundaries are finite and ascend; what is above the last one needs none';
      context.addIssue({ code: 'custom', path: ['boundaries'], message });
    }
    if (counts.length !== boundaries.length + 1) {
      const message = `one count for each boundary and one for what is above are expected, ${boundaries.length + 1} in all, not ${counts.length}`;
      context.addIssue({ code: 'custom', path: ['counts'], message });
    }
  })
  .transform((histogram): Counter => ({ kind: 'histogram', ...histogram }));

const CounterIn = z.unknown().transform((value, context): Counter => {
  const schema = has(value, 'boundaries') || has(value, 'counts') ? Histogram : Events;
  return told(schema.safeParse(value), context);
});

const Instances = z
  .strictObject({ instances: z.record(z.string(), CounterIn) })
  .transform(({ instances }): RecordedSide => ({ kind: 'counts', instances }));

const Value = z
  .strictObject({
    value: RecordedNumber,
    requests: RecordedNumber.optional(),
    errors: RecordedNumber.optional(),
  })
  .transform(
    ({ value, requests = null, errors = null }): RecordedSide => ({
      kind: 'values',
      values: [value],
      requests,
      errors,
    }),
  );

const Counted = CounterIn.transform(
  (counter): RecordedSide => ({ kind: 'counts', instances: { [allInstances]: counter } }),
);

/** One side of one metric: a number, a series, counts, a histogram, or those by instance; null where nothing is known. */
export const RecordedSideOrNothing = z.unknown().transform((value, context): RecordedSide | null => {
  if (value === null) return null;
  if (Array.isArray(value)) return series(value, context);
  if (typeof value !== 'object') return told(RecordedNumber.transform(gauge).safeParse(value), context);
  if (has(value, 'instances')) return told(Instances.safeParse(value), context);
  return told((has(value, 'value') ? Value : Counted).safeParse(value), context);
});

function gauge(value: number): RecordedSide {
  return { kind: 'values', values: [value], requests: null, errors: null };
}

/** Millions of samples, so each is looked at without a schema of its own. */
function series(samples: readonly unknown[], context: z.RefinementCtx): RecordedSide {
  const values = new Array<number>(samples.length);
  for (let index = 0; index < samples.length; index += 1) {
    const sample = samples[index];
    const number = typeof sample === 'number' ? sample : (parseNumber(String(sample ?? 'NaN')) ?? null);
    if (number === null) {
      const message = `a number is expected, not ${shown(sample)}`;
      context.addIssue({ code: 'custom', path: [index], message });
      return z.NEVER;
    }
    values[index] = number;
  }
  return { kind: 'values', values, requests: null, errors: null };
}

function told<T>(result: z.ZodSafeParseResult<T>, context: z.RefinementCtx): T {
  if (result.success) return result.data;
  for (const { path, message } of result.error.issues)
    context.addIssue({ code: 'custom', path: [...path], message });
  return z.NEVER;
}

function has(value: unknown, key: string): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key);
}
