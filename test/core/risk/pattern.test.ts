import { describe, expect, it } from 'vitest';
import { matcherOf, wrongPattern } from '../../../src/core/risk/pattern.ts';

describe('a pattern', () => {
  it.each([
    ['src/payments/**', 'src/payments/a/b.ts', true],
    ['src/payments/', 'src/payments/a.ts', true],
    ['src/payments/', 'lib/src/payments/a.ts', false],
    ['payments/', 'src/payments/a.ts', true],
    ['/docs', 'docs/a', true],
    ['/docs', 'x/docs/a', false],
    ['*.sql', 'a/b.sql', true],
    ['**/migrations/**', 'migrations/1.sql', true],
    ['src/*.ts', 'src/a/b.ts', false],
  ])('%s and %s: %s', (pattern, path, matches) => {
    expect(matcherOf(pattern)(path)).toBe(matches);
    expect(wrongPattern(pattern)).toBeNull();
  });

  it.each([
    '!src/**',
    '#x',
    '/',
    '//',
    '**a//b',
    '../x',
    './x',
    'a/../b',
    'a[b',
    'a\\',
    '*a*b*c',
    '**/a/**/b/**',
  ])('%s is not taken', (pattern) => {
    expect(wrongPattern(pattern)).toMatch(/\.$/);
  });
});
