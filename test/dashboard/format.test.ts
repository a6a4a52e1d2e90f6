import { describe, expect, test } from 'vitest';
import {
  ago,
  lasting,
  metricValue,
  percent,
  progress,
  sentenceCase,
  until,
} from '../../dashboard/src/format.ts';

const now = 1_800_000_000_000;

describe('times on the page', () => {
  test('ages have seconds under a minute and one unit above', () => {
    expect(ago(now - 900, now)).toBe('just now');
    expect(ago(now - 12_000, now)).toBe('12s ago');
    expect(ago(now - 3_700_000, now)).toBe('1h ago');
    expect(ago(now + 5000, now)).toBe('just now');
  });

  test('a countdown that has run out promises nothing', () => {
    expect(until(now + 48_000, now)).toBe('in 48s');
    expect(until(now - 1, now)).toBe('any moment');
  });

  test('what has only begun has no length', () => {
    expect(lasting(now, now)).toBe('');
    expect(lasting(now - 72_000, now)).toBe('for 1m 12s');
  });

  test('progress stays within its span, an empty one included', () => {
    expect(progress(now, now + 100, now + 25)).toBe(0.25);
    expect(progress(now, now + 100, now + 500)).toBe(1);
    expect(progress(now, now + 100, now - 500)).toBe(0);
    expect(progress(now, now, now)).toBe(1);
  });
});

describe('numbers on the page', () => {
  test('each unit is written as people read it', () => {
    expect(metricValue(0.0021, 'ratio')).toBe('0.21\u202f%');
    expect(metricValue(0.849, 'ratio')).toBe('84.9\u202f%');
    expect(metricValue(231.4, 'duration')).toBe('231\u202fms');
    expect(metricValue(12_345, 'duration')).toBe('12.3\u202fs');
    expect(metricValue(8.25, 'per-second')).toBe('8.3/s');
    expect(metricValue(1240, 'count')).toBe('1,240');
    expect(percent(24.63)).toBe('24.6\u202f%');
  });

  test('phases read as words', () => {
    expect(sentenceCase('rolling-back')).toBe('Rolling back');
  });
});
