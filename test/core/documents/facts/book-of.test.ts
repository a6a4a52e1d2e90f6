import { describe, expect, test } from 'vitest';
import { bookOf } from '../../../../src/core/documents/facts/book-of.ts';
import { citable, selected } from '../../../../src/core/documents/facts/citable.ts';
import { FactBook } from '../../../../src/core/documents/facts/fact.ts';
import { idParts } from '../../../../src/core/documents/facts/id-part.ts';
import { isIdentifier } from '../../../../src/core/documents/facts/identifiers.ts';
import { comparison, fact } from '../../../../src/core/documents/facts/make-fact.ts';

const rate = fact({
  id: 'stage-1/rate',
  about: 'rate',
  value: 0.05,
  unit: 'ratio',
  shown: '5%',
  source: 'event 3',
});
const said = fact({
  id: 'said/event-1',
  about: 'reason',
  value: 'go',
  unit: null,
  shown: 'go',
  source: 'event 1',
});
const beside = comparison('stage-1/beside', 'It is the same.', ['stage-1/rate']);
const book = bookOf(null, [rate, said], [beside], ['p95'], null);

describe('a fact', () => {
  test('has a hash of everything it says', () => {
    const other = fact({ ...rate, shown: '6%' });
    expect(fact({ ...rate })).toEqual(rate);
    expect(other.hash).not.toBe(rate.hash);
  });

  test('is plain text without what nobody sees', () => {
    expect(fact({ ...rate, shown: '5\u202e%\n' }).shown).toBe('5%');
  });

  test('must have an id of its kind', () => {
    expect(() => fact({ ...rate, id: 'Stage 1' })).toThrow();
  });
});

describe('a book', () => {
  test('is a fact book, with a hash that changes with a fact, a comparison, a name and the outcome', () => {
    expect(FactBook.parse(book)).toEqual(book);
    const others = [
      bookOf(null, [fact({ ...rate, shown: '6%' }), said], [beside], ['p95'], null),
      bookOf(null, [rate, said], [], ['p95'], null),
      bookOf(null, [rate, said], [beside], ['p99'], null),
      bookOf(null, [rate, said], [beside], ['p95'], 'hold'),
    ];
    expect(new Set([book, ...others].map(({ hash }) => hash)).size).toBe(5);
    expect(bookOf(null, [rate, said], [beside], ['p95'], null).hash).toBe(book.hash);
  });

  test('has every id once and no comparison of what it does not have', () => {
    expect(() => bookOf(null, [rate, rate], [], [], null)).toThrow(TypeError);
    expect(() => bookOf(null, [said], [beside], [], null)).toThrow(TypeError);
  });

  test('gives a model no whole texts, and a prompt the groups it asks for', () => {
    expect(citable(book).facts).toEqual([rate]);
    expect(selected(book, (group) => group === 'said')).toMatchObject({ facts: [said], comparisons: [] });
  });
});

describe('an identifier', () => {
  test.each([
    'p95',
    '5xx',
    'v2.3.0',
    '2.3.0',
    '2.3.0-rc1',
    '#412',
    'src/tax1.ts',
    'r-0123456789',
    '4a9c4fc0ffee',
    'error-rate',
    'http_5xx',
  ])('may be %s', (word) => {
    expect(isIdentifier(word)).toBe(true);
  });

  test.each([
    '5',
    '100',
    '5%',
    '5 %',
    '0.1',
    '2.3',
    '10x',
    '100m',
    '1e9',
    '3rd',
    '99.9',
    '#',
    '@here1',
    'a1 b',
    'evil.com/1?x',
    '100-percent',
    'no-errors',
    'all-100',
    'approved-1',
    'half-users',
    'everybody',
    'first',
    '<b1>',
    '-1',
    '123456789012',
  ])('is not %s', (word) => {
    expect(isIdentifier(word)).toBe(false);
  });
});

test('parts of ids are unique, in order, and the same every time', () => {
  expect(idParts(['5 %', '5', 'a/b', 'A b', '', '…', '5-2', '5'])).toEqual([
    '5',
    '5-2',
    'a-b',
    'a-b-2',
    'unnamed',
    'unnamed-2',
    '5-2-2',
    '5-3',
  ]);
});
