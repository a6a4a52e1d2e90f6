import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  byNumber,
  nextName,
  numberingOf,
  numberOf,
  rollbackName,
  sharedNumbers,
} from '../../../src/core/migration/numbering.ts';

const noon = Date.UTC(2026, 2, 1, 12, 0, 5);

describe('the next number', () => {
  it.each([
    [['001_a.sql', '012_b.sql'], '013_x.sql'],
    [['V1__a.sql', 'V12__b.sql'], 'V13__x.sql'],
    [['1-a.sql', '9-b.sql'], '10-x.sql'],
    [['20250101120000_a.sql'], '20260301120005_x.sql'],
    [['20250101T120000Z_a.sql'], '20260301T120005Z_x.sql'],
    [['readme.sql'], '001_x.sql'],
    [[], '001_x.sql'],
  ])('continues %j with %s', (files, next) => {
    expect(nextName(numberingOf(files), 1, 'x', noon)).toBe(next);
  });

  it('comes after every number that is there, and keeps its form', () => {
    const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 900 }), { minLength: 1 });
    fc.assert(
      fc.property(
        numbers,
        fc.constantFrom('', 'V'),
        fc.constantFrom('_', '__', '-'),
        (all, prefix, separator) => {
          const files = all.map((number) => `${prefix}${String(number).padStart(4, '0')}${separator}a.sql`);
          const next = nextName(numberingOf(files), 1, 'x', noon);
          expect(files.every((file) => byNumber(file, next) < 0)).toBe(true);
          expect(numberingOf([...files, next])).toMatchObject({
            prefix,
            separator,
            digits: 4,
            last: Math.max(...all) + 1,
          });
        },
      ),
    );
  });
});

it('orders by number, not by letters', () => {
  expect(['V10__a.sql', 'V9__b.sql', 'x.sql', 'V1__c.sql'].toSorted(byNumber)).toEqual([
    'V1__c.sql',
    'V9__b.sql',
    'V10__a.sql',
    'x.sql',
  ]);
});

it('names the way back as the folder does', () => {
  expect(rollbackName('012_a.sql', ['011_b.sql'])).toBe('012_a.sql');
  expect(rollbackName('012_a.up.sql', [])).toBe('012_a.down.sql');
  expect(rollbackName('V12__a.sql', ['U11__b.sql'])).toBe('U12__a.sql');
  expect(rollbackName('V12__a.sql', [])).toBe('V12__a.sql');
});

it('finds numbers that two files share', () => {
  expect(sharedNumbers(['012_a.sql', '12_b.sql', '013_c.sql', 'x.sql'])).toEqual([['012_a.sql', '12_b.sql']]);
  expect(numberOf('x.sql')).toBeNull();
});
