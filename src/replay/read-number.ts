import { z } from 'zod';
import type { Instant } from '../core/time.ts';

/** Written as JSON, as Prometheus writes its samples (`"0.25"`, `"NaN"`, `"+Inf"`), or as people do. */
export function parseNumber(text: string): number | null {
  const plain = text.trim();
  if (/^[+-]?inf(inity)?$/i.test(plain)) return plain.startsWith('-') ? -Infinity : Infinity;
  if (/^nan$/i.test(plain)) return Number.NaN;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : null;
}

/** A number of whatever worth: what is no number counts as NaN and is named later, with its time. */
export const RecordedNumber = z.unknown().transform((value, context) => {
  if (typeof value === 'number') return value;
  if (value === null) return Number.NaN;
  const number = typeof value === 'string' ? parseNumber(value) : null;
  if (number !== null) return number;
  context.addIssue({ code: 'custom', message: `a number is expected, not ${shown(value)}` });
  return z.NEVER;
});

/** `2026-03-01T10:00:00Z`, or seconds since 1970 as Prometheus counts them. */
export const RecordedTime = z.unknown().transform((value, context): Instant => {
  const at = typeof value === 'number' || typeof value === 'string' ? parseTime(String(value)) : null;
  if (at !== null) return at;
  const message = `a time is expected, such as 2026-03-01T10:00:00Z or seconds since 1970, not ${shown(value)}`;
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

/** Until 2286 ten digits are seconds; milliseconds have thirteen. */
const fewestMillis = 1e11;

export function parseTime(text: string): Instant | null {
  if (/^\d+(\.\d+)?$/.test(text)) {
    const number = Number(text);
    return Math.round(number >= fewestMillis ? number : number * 1000);
  }
  const withZone = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/i.test(text);
  const at = withZone ? Date.parse(text) : Number.NaN;
  return at >= 0 ? at : null;
}

const longestShown = 40;

export function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}
