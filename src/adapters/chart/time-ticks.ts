import type { Instant, Millis } from '../../core/time.ts';

const second: Millis = 1000;
const minute: Millis = 60 * second;
const hour: Millis = 60 * minute;
const day: Millis = 24 * hour;

/** Between two labels, from finest to coarsest. */
const steps = [
  ...[1, 2, 5, 10, 20, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minute),
  ...[1, 2, 3, 6, 12].map((n) => n * hour),
  ...[1, 2, 5, 10, 30].map((n) => n * day),
];

/** More labels would touch each other. */
const most = 7;

/** Round times in UTC between both ends. */
export function timeTicks(from: Instant, to: Instant): readonly Instant[] {
  const span = to - from;
  const step = steps.find((size) => span / size <= most - 1) ?? Math.ceil(span / (most - 1) / day) * day;
  const first = Math.ceil(from / step) * step;
  return Array.from({ length: most }, (_, index) => first + index * step).filter((at) => at <= to);
}

/** A label of the axis, in UTC: a chart is read elsewhere than where it was drawn. @param span of the whole axis */
export function tickText(at: Instant, span: Millis): string {
  const date = at % day === 0 && span > 12 * hour;
  return date || span > 3 * day ? isoOf(at).slice(5, 10) : clockText(at, span);
}

/** A marked moment, with its day where the axis spans more than one. */
export function momentText(at: Instant, span: Millis): string {
  return `${span > 12 * hour ? `${isoOf(at).slice(5, 10)} ` : ''}${clockText(at, span)}`;
}

function clockText(at: Instant, span: Millis): string {
  return isoOf(at).slice(11, span < 10 * minute ? 19 : 16);
}

function isoOf(at: Instant): string {
  return new Date(at).toISOString();
}
