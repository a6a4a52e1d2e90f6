import type { Unit } from '../../src/core/judge/rule.ts';
import type { Instant, Millis } from '../../src/core/time.ts';
import { formatDuration } from '../../src/core/time.ts';

/** Whole seconds, at least one: `48s`, `1m 12s`, `2d 3h`. */
export function wholeSeconds(millis: Millis): string {
  return formatDuration(Math.max(1, Math.round(millis / 1000)) * 1000);
}

/** `just now`, `12s ago`, `3h ago`: one unit once it is over a minute. */
export function ago(from: Instant, now: Instant): string {
  const passed = now - from;
  if (passed < 2000) return 'just now';
  return `${passed < 60_000 ? wholeSeconds(passed) : coarse(passed)} ago`;
}

/** The largest unit alone: `3h`, `2d`. */
export function coarse(millis: Millis): string {
  return wholeSeconds(millis).split(' ')[0] ?? '';
}

/** `for 1m 12s`, or an empty text while it has only begun. */
export function lasting(since: Instant, now: Instant): string {
  return now - since < 1000 ? '' : `for ${wholeSeconds(now - since)}`;
}

/** `in 48s`; `any moment` when the instant has come and the server has not yet said what followed. */
export function until(at: Instant, now: Instant): string {
  return at - now <= 0 ? 'any moment' : `in ${wholeSeconds(at - now)}`;
}

/** Share of the span that has passed, 0 to 1. */
export function progress(from: Instant, to: Instant, now: Instant): number {
  if (to <= from) return 1;
  return Math.min(1, Math.max(0, (now - from) / (to - from)));
}

const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const minutes = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const full = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' });

/** `14:03:27` in the reader's time zone. */
export function clockTime(at: Instant): string {
  return time.format(at);
}

/** `14:03`. */
export function clockMinutes(at: Instant): string {
  return minutes.format(at);
}

/** `21 Nov`. */
function calendarDay(at: Instant): string {
  return day.format(at);
}

/** The time alone while it is of today, else the day with it. */
export function stamp(at: Instant, now: Instant): string {
  return calendarDay(at) === calendarDay(now) ? clockTime(at) : `${calendarDay(at)}, ${clockMinutes(at)}`;
}

/** Date, time and zone, for a tooltip. */
export function fullTime(at: Instant): string {
  return full.format(at);
}

/** At most one decimal, and a thin space before the sign: `24.6 %`. */
export function percent(value: number): string {
  return `${trim(value, 1)}\u202f%`;
}

/** `1,240`. */
export function count(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

/** A metric's value in its own unit: ratios are fractions, durations milliseconds. */
export function metricValue(value: number, unit: Unit): string {
  switch (unit) {
    case 'ratio':
      return `${trim(value * 100, Math.abs(value) < 0.1 ? 2 : 1)}\u202f%`;
    case 'duration':
      return value >= 10_000
        ? `${trim(value / 1000, 1)}\u202fs`
        : `${trim(value, value < 10 ? 1 : 0)}\u202fms`;
    case 'per-second':
      return `${trim(value, value < 10 ? 1 : 0)}/s`;
    case 'count':
    case 'number':
      return trim(value, Math.abs(value) < 100 ? 2 : 0);
  }
}

function trim(value: number, decimals: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: decimals });
}

const knownMetrics: Readonly<Record<string, string>> = {
  'error-rate': 'Error rate',
  requests: 'Requests',
  p50: 'p50 latency',
  p95: 'p95 latency',
  p99: 'p99 latency',
  cpu: 'CPU',
};

/** `error-rate` as a heading. */
export function metricTitle(name: string): string {
  return knownMetrics[name] ?? sentenceCase(name);
}

/** `rolling-back` → `Rolling back`. */
export function sentenceCase(text: string): string {
  const spaced = text.replaceAll('-', ' ');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
