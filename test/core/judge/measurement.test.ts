import { expect, test } from 'vitest';
import { type Reading, soundReading } from '../../../src/core/judge/measurement.ts';

const value = { kind: 'value', value: 0.5, requests: 10, errors: null } as const;
const none = { kind: 'none', reason: 'empty', sentence: 'nothing' } as const;

test.each<[string, Reading]>([
  ['NaN', { ...value, value: Number.NaN }],
  ['an infinite value', { ...value, value: Number.NEGATIVE_INFINITY }],
  ['half a request', { ...value, requests: 0.5 }],
  ['fewer than no errors', { ...value, errors: -1 }],
])('%s becomes no reading before it is recorded', (_, reading) => {
  expect(soundReading(reading)).toEqual({
    kind: 'none',
    reason: 'not-a-number',
    sentence: 'what was measured is not a number',
  });
});

test.each<[string, Reading]>([
  ['a value', value],
  ['no value', none],
])('%s stays as it is', (_, reading) => {
  expect(soundReading(reading)).toBe(reading);
});
