import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDuration, Instant, Millis, parseDuration } from '../../src/core/time.ts';

const day = 86_400_000;

describe('reading a duration', () => {
  test.each([
    ['250ms', 250],
    ['90s', 90_000],
    ['5m', 300_000],
    ['1h30m', 5_400_000],
    ['2d', 2 * day],
    ['1.5h', 5_400_000],
    ['0s', 0],
    ['0.4ms', 0],
    ['1m500ms', 60_500],
  ])('%s is %d ms', (text, millis) => {
    expect(parseDuration(text)).toBe(millis);
  });

  test.each([
    '',
    '5',
    '5 m',
    'm',
    '-5m',
    '5M',
    '5min',
    '1.m',
    '.5s',
    '5m!',
    '1e3s',
    ' 5m',
    '5m\n',
    '99999999999d',
  ])('%j is none', (text) => {
    expect(parseDuration(text)).toBeNull();
  });
});

describe('writing a duration', () => {
  test.each([
    [0, '0ms'],
    [1, '1ms'],
    [999, '999ms'],
    [1000, '1s'],
    [1499, '1s'],
    [59_600, '1m'],
    [90_000, '1m 30s'],
    [3_600_000, '1h'],
    [3_601_000, '1h 1s'],
    [9_045_000, '2h 30m'],
    [day + 4 * 3_600_000 + 61_000, '1d 4h'],
  ])('%d ms is %s', (millis, text) => {
    expect(formatDuration(millis)).toBe(text);
  });

  test('what is written can be read, and is off by less than its smallest unit', () => {
    fc.assert(
      fc.property(fc.nat({ max: 400 * day }), (millis) => {
        const read = parseDuration(formatDuration(millis).replaceAll(' ', ''));
        expect(read).not.toBeNull();
        expect(Math.abs((read ?? 0) - millis)).toBeLessThan(millis < day ? 60_000 : 3_600_000);
      }),
    );
  });
});

test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])(
  '%d is neither an instant nor a length of time',
  (number) => {
    expect(Instant.safeParse(number).success).toBe(false);
    expect(Millis.safeParse(number).success).toBe(false);
  },
);
