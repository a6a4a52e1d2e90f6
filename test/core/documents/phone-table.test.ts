import { expect, test } from 'vitest';
import { phoneTable } from '../../../src/core/documents/phone-table.ts';

test('a table that a phone shows keeps its columns', () => {
  const table = phoneTable(['Stage', 'Traffic'], [['canary', '10 %']]);
  expect(table).toEqual({ kind: 'aligned', lines: ['Stage   Traffic', '──────  ───────', 'canary  10 %'] });
});

test('a wider one is a list in which each cell says its column, and nothing is lost', () => {
  const columns = ['Check', 'Canary', 'Stable', 'Rule'];
  const rows = [
    ['error rate', '0.1 %', '', 'not above 5 % for three minutes'],
    ['only', '1', '2', '3', '4'],
  ];
  expect(phoneTable(columns, rows)).toEqual({
    kind: 'list',
    items: [
      { name: 'error rate', rest: 'Canary 0.1 % · Rule not above 5 % for three minutes' },
      { name: 'only', rest: 'Canary 1 · Stable 2 · Rule 3 · 4' },
    ],
  });
});
