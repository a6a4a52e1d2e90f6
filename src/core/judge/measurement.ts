import { z } from 'zod';
import { Millis } from '../time.ts';

export const NoReadingReason = z.enum([
  'no-traffic',
  'too-few-samples',
  'not-a-number',
  'empty',
  'many-series',
  'wrong-unit',
  'source-failed',
]);
export type NoReadingReason = z.infer<typeof NoReadingReason>;

/** One side's value of one metric over one window, or why there is none. Never a silent zero. */
export const Reading = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('value'),
    value: z.number(),
    /** Requests behind the value; null when the source does not count them (a gauge). */
    requests: z.number().int().nonnegative().nullable(),
    /** Failed requests behind the value; null when not counted. */
    errors: z.number().int().nonnegative().nullable(),
    /** What was told, where the value counts what people or machines report: `1 alert: “HighErrorRate”`. */
    told: z.string().optional(),
  }),
  z.object({ kind: z.literal('none'), reason: NoReadingReason, sentence: z.string() }),
]);
export type Reading = z.infer<typeof Reading>;

/** A reading that the event log can hold: JSON knows no NaN, and a log that cannot be read back moves no traffic. */
export function soundReading(reading: Reading): Reading {
  return Reading.safeParse(reading).success
    ? reading
    : { kind: 'none', reason: 'not-a-number', sentence: 'what was measured is not a number' };
}

/** A metric of canary and stable over the same window, taken in one round trip. */
export const Measurement = z.object({
  metric: z.string(),
  window: Millis,
  canary: Reading,
  stable: Reading,
  /** A page of the source that shows the value; absent when it has none. */
  link: z.url().optional(),
});
export type Measurement = z.infer<typeof Measurement>;

/** One health probe against the canary. */
export const ProbeResult = z.object({ name: z.string(), healthy: z.boolean(), sentence: z.string() });
export type ProbeResult = z.infer<typeof ProbeResult>;
