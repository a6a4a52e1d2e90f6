import { describe, expect, test } from 'vitest';
import { parseAmount, unitArticle, unitExample } from '../../../src/core/judge/amount.ts';
import { Unit } from '../../../src/core/judge/rule.ts';

describe('an amount', () => {
  test.each<[string, Unit, number]>([
    ['5%', 'ratio', 0.05],
    ['0.123456789%', 'ratio', 0.00123456789],
    ['0.5ms', 'duration', 0.5],
    ['12.25ms', 'duration', 12.25],
    ['1m0.4ms', 'duration', 60_000],
    ['5ms30s', 'duration', 30_005],
    ['1.2s', 'duration', 1200],
    ['250/s', 'per-second', 250],
    ['0.25/s', 'per-second', 0.25],
    ['123456789012', 'count', 123_456_789_012],
    ['-12.75', 'number', -12.75],
  ])('%s as %s is %d', (text, unit, value) => {
    expect(parseAmount(text, unit)).toBe(value);
  });

  test('of minus nothing is nothing', () => {
    expect(parseAmount('-0', 'number')).toBe(0);
  });

  test.each<[string, Unit]>([
    ['5', 'ratio'],
    ['-5%', 'ratio'],
    ['5%%', 'ratio'],
    ['about5%', 'ratio'],
    ['5% ', 'ratio'],
    ['.5%', 'ratio'],
    ['5', 'duration'],
    ['-5ms', 'duration'],
    ['20', 'per-second'],
    ['~20/s', 'per-second'],
    ['20/sec', 'per-second'],
    ['1.5', 'count'],
    ['-1', 'count'],
    ['1k', 'count'],
    ['1234567890123', 'count'],
    ['1e3', 'number'],
    ['+1', 'number'],
    ['1.2.3', 'number'],
    ['x1', 'number'],
    ['', 'number'],
  ])('`%s` is none as %s', (text, unit) => {
    expect(parseAmount(text, unit)).toBeNull();
  });
});

test.each(Unit.options)('the example of %s is an amount of it', (unit) => {
  expect(parseAmount(unitExample(unit), unit)).toBeGreaterThan(0);
});

test('each unit has its name in a sentence', () => {
  expect(Unit.options.map(unitArticle)).toEqual([
    'a share',
    'a duration',
    'a rate per second',
    'a count',
    'a plain number',
  ]);
});
