import { z } from 'zod';
import { agePart, type Part, partLabel, type Side, sideLabel } from './compose.ts';

/** A series of an instant answer: a number as Prometheus writes it (`0.5`, `NaN`, `+Inf`), or a native histogram. */
const Series = z.object({
  metric: z.record(z.string(), z.string()),
  value: z.tuple([z.number(), z.string()]).optional(),
  histogram: z.tuple([z.number(), z.unknown()]).optional(),
});

const Vector = z.object({ resultType: z.literal('vector'), result: z.array(Series) });

/** @returns null when the data is no instant vector */
export function readVector(data: unknown): readonly AnsweredSeries[] | null {
  const parsed = Vector.safeParse(data);
  if (!parsed.success) return null;
  return parsed.data.result.map(({ metric, value, histogram }) => ({
    labels: metric,
    side: metric[sideLabel] ?? '',
    part: metric[partLabel] ?? '',
    value: value === undefined ? null : numberOf(value[1]),
    histogram: histogram?.[1],
    at: value?.[0] ?? histogram?.[0] ?? null,
  }));
}

/** What kind of result a query gives: `vector`, `scalar`, `matrix`, `string`. */
export function resultTypeOf(data: unknown): string | null {
  const parsed = z.object({ resultType: z.string() }).safeParse(data);
  return parsed.success ? parsed.data.resultType : null;
}

export interface AnsweredSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly side: string;
  readonly part: string;
  /** Null for a histogram. NaN and the infinities are values here. */
  readonly value: number | null;
  /** A native histogram as Prometheus writes it; undefined for a number. */
  readonly histogram: unknown;
  /** The moment that was asked about, in seconds of the server's clock. */
  readonly at: number | null;
}

/** A number as Prometheus writes it: `0.5`, `NaN`, `+Inf`. */
export function numberOf(text: string): number {
  if (/^[+-]?Inf$/.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return text === '' ? Number.NaN : Number(text);
}

export function valuesOf(
  series: readonly AnsweredSeries[],
  side: Side,
  part: Part,
): readonly (number | null)[] {
  return series.filter((one) => one.side === side && one.part === part).map(({ value }) => value);
}

/** Milliseconds since the least recently scraped of a side's series was scraped; null when none is there now. */
export function ageOf(series: readonly AnsweredSeries[], side: Side): number | null {
  const ages = series.flatMap((one) =>
    one.side === side && one.part.startsWith(agePart) && one.value !== null ? [one.value * 1000] : [],
  );
  return ages.length === 0 ? null : Math.max(...ages);
}
