import type { Unit } from '../../core/judge/rule.ts';

/**
 * A source's number is in the unit's base: ratios 0 to 1, durations in milliseconds, rates per second.
 * @returns why the value cannot be one of the unit, or null
 */
export function outsideUnit(value: number, unit: Unit): string | null {
  switch (unit) {
    case 'ratio':
      return value < 0 || value > 1 ? 'a ratio lies between 0 and 1 (5 % is 0.05)' : null;
    case 'duration':
      return value < 0 ? 'a duration is not negative' : null;
    case 'per-second':
    case 'count':
      return value < 0 ? 'a count is not negative' : null;
    case 'number':
      return null;
  }
}
