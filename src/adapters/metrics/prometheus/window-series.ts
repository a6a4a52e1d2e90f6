import { z } from 'zod';

/** Labels that say in the one answer what each series is. */
export const windowLabel = 'belay_window';
export const partLabel = 'belay_part';

/** One number of an answer about several windows. */
export interface WindowSeries {
  readonly window: string;
  readonly part: string;
  /** Null for a histogram. NaN and the infinities are values here. */
  readonly value: number | null;
}

const Vector = z.object({
  resultType: z.literal('vector'),
  result: z.array(
    z.object({
      metric: z.record(z.string(), z.string()),
      value: z.tuple([z.number(), z.string()]).optional(),
    }),
  ),
});

/** @returns null when the data is no instant vector */
export function readWindows(data: unknown): readonly WindowSeries[] | null {
  const parsed = Vector.safeParse(data);
  if (!parsed.success) return null;
  return parsed.data.result.map(({ metric, value }) => ({
    window: metric[windowLabel] ?? '',
    part: metric[partLabel] ?? '',
    value: value === undefined ? null : numberOf(value[1]),
  }));
}

/** As Prometheus writes it: `0.5`, `NaN`, `+Inf`. */
function numberOf(text: string): number {
  if (/^[+-]?Inf$/.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return text === '' ? Number.NaN : Number(text);
}
