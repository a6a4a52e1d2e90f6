import { expect, test } from 'vitest';
import { allInstances, noTotals } from '../../../src/core/judge/totals.ts';

test('what could not be read is missing for each metric and on both sides, for the same reason', () => {
  const none = { kind: 'none', reason: 'source-failed', sentence: 'Prometheus did not answer' };
  expect(
    noTotals([{ metric: 'error-rate' }, { metric: 'p95' }], 'source-failed', 'Prometheus did not answer'),
  ).toEqual([
    { metric: 'error-rate', canary: none, stable: none },
    { metric: 'p95', canary: none, stable: none },
  ]);
});

test('an instance has a name also where a source tells none apart', () => {
  expect(allInstances).toBe('all');
});
