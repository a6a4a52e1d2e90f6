import { formatDuration } from '../time.ts';
import type { Limit, Unit } from './rule.ts';

/** A metric's value for people: `0.42%`, `187ms`, `1.2s`, `20/s`, `1000`. */
export function formatValue(value: number, unit: Unit): string {
  switch (unit) {
    case 'ratio':
      return `${decimals(value * 100)}%`;
    case 'duration':
      return formatMillis(value);
    case 'per-second':
      return `${decimals(value)}/s`;
    case 'count':
    case 'number':
      return decimals(value);
  }
}

/** What a value is held against, as it is written in a rule: `5%`, `1.5x stable`, `baseline - 20ms`. */
export function formatLimit(limit: Limit, unit: Unit): string {
  switch (limit.kind) {
    case 'absolute':
      return formatValue(limit.value, unit);
    case 'stable-factor':
      return `${decimals(limit.factor)}x stable`;
    case 'baseline-offset':
      return `baseline ${limit.offset < 0 ? '-' : '+'} ${formatValue(Math.abs(limit.offset), unit)}`;
    case 'worse':
    case 'within':
      return limit.margin === 1 ? 'stable' : `${decimals(limit.margin)}x stable`;
    case 'score':
      return decimals(limit.pass);
  }
}

function formatMillis(millis: number): string {
  const size = Math.abs(millis);
  if (size < 100) return `${decimals(Math.round(millis * 10) / 10)}ms`;
  if (size < 999.5) return `${Math.round(millis)}ms`;
  if (size < 60_000) return `${decimals(millis / 1000)}s`;
  return `${millis < 0 ? '-' : ''}${formatDuration(Math.round(size))}`;
}

/**
 * Two decimals, or two significant digits below 0.01: a small error rate must not read as zero. In exponent form only
 * for values that people do not meet (below 1e-6).
 */
function decimals(value: number): string {
  return String(Math.abs(value) < 0.01 ? Number(value.toPrecision(2)) : Math.round(value * 100) / 100);
}
