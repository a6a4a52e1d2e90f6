import { expect, test } from 'vitest';
import { isTrafficSeries } from '../../../src/core/judge/traffic-series.ts';

test.each([
  ['error-rate', true],
  ['p99', true],
  ['p98', false],
  ['constructor', false],
])('a router counts %s by itself: %s', (name, counted) => {
  expect(isTrafficSeries(name)).toBe(counted);
});
