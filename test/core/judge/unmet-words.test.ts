import { expect, test } from 'vitest';
import { isOpen, unmetWords } from '../../../src/core/judge/unmet-words.ts';
import type { Verdict } from '../../../src/core/judge/verdict.ts';
import { aCheck } from '../../builders/check.ts';
import { aVerdict } from '../../builders/story.ts';

const within = (metric: string) =>
  aCheck('criterion', { text: `${metric} within 2x stable`, limit: { kind: 'within', margin: 2 } });
const [errors, p95] = [within('error-rate'), within('p95')];
const limit = aCheck('criterion', { text: 'error-rate < 1%' });

function open(check: typeof errors, value: number): Verdict {
  const evidence = { kind: 'e-value', value, needed: 100 } as const;
  return aVerdict(check, { verdict: 'fail', outcome: 'not-yet-known', evidence });
}

test('what is not known yet is named with its evidence alone', () => {
  expect(unmetWords([errors], [open(errors, 3.4)])).toBe(
    'it is not yet known whether "error-rate within 2x stable" (evidence 3.4, 100 needed) holds',
  );
});

test('what is known to be unmet comes first, with its figures', () => {
  const unmet = aVerdict(limit, {
    verdict: 'fail',
    sentence: 'error-rate 2% does not meet "error-rate < 1%"',
  });
  expect(unmetWords([errors, p95, limit], [open(errors, 3.4), unmet, open(p95, 0.5)])).toBe(
    'error-rate 2% does not meet "error-rate < 1%"; it is not yet known whether "error-rate within 2x stable" (evidence 3.4, 100 needed) and "p95 within 2x stable" (evidence 0.5, 100 needed) hold',
  );
});

test('a score that does not pass, and a test that has shown enough, are not open', () => {
  const evidence = { kind: 'score', value: 0, needed: 75 } as const;
  expect(isOpen(aVerdict(limit, { verdict: 'fail', outcome: 'not-yet-known', evidence }))).toBe(false);
  expect(isOpen({ ...open(errors, 200), verdict: 'pass', outcome: 'good-enough' })).toBe(false);
  expect(isOpen(open(errors, 3.4))).toBe(true);
});
