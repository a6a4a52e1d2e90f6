import { expect, test } from 'vitest';
import { parseExposition } from '../../../src/adapters/traffic/haproxy/exposition.ts';

test('reads samples with and without labels, escapes, timestamps and special values', () => {
  const text = [
    '# HELP up Something.',
    '# TYPE up gauge',
    'up 1',
    'up{a="x",b="say \\"no\\" to C:\\\\ and\\nlines"} 2.5e3 1700000000000',
    'up{a="}"} NaN',
    'up{} +Inf',
    '',
  ].join('\n');
  expect(parseExposition(text)).toEqual([
    { name: 'up', labels: {}, value: 1 },
    { name: 'up', labels: { a: 'x', b: 'say "no" to C:\\ and\nlines' }, value: 2500 },
    { name: 'up', labels: { a: '}' }, value: Number.NaN },
    { name: 'up', labels: {}, value: Infinity },
  ]);
});

test.each(['<html>', 'up', 'up one', 'up{a=x} 1', 'up{a="x} 1', '{"up": 1}', 'up 1 2 3', 'up 0x10'])(
  'takes %s for no exporter',
  (line) => {
    expect(parseExposition(`up 1\n${line}\n`)).toBeNull();
  },
);
