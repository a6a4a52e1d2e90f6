import { parseDuration } from '../time.ts';
import type { Unit } from './rule.ts';

/**
 * Reads an amount written with its unit: `5%` is 0.05, `1.2s` is 1200 (milliseconds), `20/s` is 20,
 * a count or a plain number is written bare.
 * @returns the value in the metric's own unit, or null when the text is not one
 */
export function parseAmount(text: string, unit: Unit): number | null {
  switch (unit) {
    case 'ratio':
      return scaled(text, /^(\d{1,12}(?:\.\d{1,9})?)%$/, 100);
    case 'duration':
      return scaled(text, /^(\d{1,12}(?:\.\d{1,9})?)ms$/, 1) ?? parseDuration(text);
    case 'per-second':
      return scaled(text, /^(\d{1,12}(?:\.\d{1,9})?)\/s$/, 1);
    case 'count':
      return scaled(text, /^(\d{1,12})$/, 1);
    case 'number':
      return scaled(text, /^(-?\d{1,12}(?:\.\d{1,9})?)$/, 1);
  }
}

function scaled(text: string, pattern: RegExp, divisor: number): number | null {
  const number = pattern.exec(text)?.[1];
  return number === undefined ? null : Number((Number(number) / divisor).toPrecision(12)) + 0;
}

/** How the unit is called in a sentence. */
export function unitArticle(unit: Unit): string {
  return {
    ratio: 'a share',
    duration: 'a duration',
    'per-second': 'a rate per second',
    count: 'a count',
    number: 'a plain number',
  }[unit];
}

export function unitExample(unit: Unit): string {
  return { ratio: '5%', duration: '300ms', 'per-second': '20/s', count: '1000', number: '12.5' }[unit];
}
