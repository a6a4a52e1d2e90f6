import { expect, it } from 'vitest';
import { formatLimit, formatValue } from '../../../src/core/judge/format.ts';
import type { Limit, Unit } from '../../../src/core/judge/rule.ts';

it.each<[number, Unit, string]>([
  [0.0042, 'ratio', '0.42%'],
  [0.05, 'ratio', '5%'],
  [0.99918, 'ratio', '99.92%'],
  [0.00004, 'ratio', '0.004%'],
  [0, 'ratio', '0%'],
  [187.4, 'duration', '187ms'],
  [9.53, 'duration', '9.5ms'],
  [1200, 'duration', '1.2s'],
  [90_000, 'duration', '1m 30s'],
  [20, 'per-second', '20/s'],
  [0.333, 'per-second', '0.33/s'],
  [1000, 'count', '1000'],
  [12.5, 'number', '12.5'],
  [-0.001, 'number', '-0.001'],
  [999.4, 'duration', '999ms'],
  [999.5, 'duration', '1s'],
  [999.7, 'duration', '1s'],
  [60_000, 'duration', '1m'],
  [-90_000, 'duration', '-1m 30s'],
  [-12.34, 'duration', '-12.3ms'],
  [0.000123, 'number', '0.00012'],
  [-0.0001, 'ratio', '-0.01%'],
  [-0, 'count', '0'],
])('%d as %s reads %s', (value, unit, text) => {
  expect(formatValue(value, unit)).toBe(text);
});

it.each<[Limit, Unit, string]>([
  [{ kind: 'absolute', value: 0.05 }, 'ratio', '5%'],
  [{ kind: 'stable-factor', factor: 1.5 }, 'ratio', '1.5x stable'],
  [{ kind: 'baseline-offset', offset: -0.05 }, 'ratio', 'baseline - 5%'],
  [{ kind: 'baseline-offset', offset: 20 }, 'duration', 'baseline + 20ms'],
  [{ kind: 'baseline-offset', offset: 0 }, 'ratio', 'baseline + 0%'],
  [{ kind: 'worse', margin: 1 }, 'ratio', 'stable'],
  [{ kind: 'worse', margin: 1.2 }, 'ratio', '1.2x stable'],
  [{ kind: 'within', margin: 1.5 }, 'ratio', '1.5x stable'],
  [{ kind: 'score', pass: 87.5 }, 'number', '87.5'],
])('a limit %o reads %s %s', (limit, unit, text) => {
  expect(formatLimit(limit, unit)).toBe(text);
});
