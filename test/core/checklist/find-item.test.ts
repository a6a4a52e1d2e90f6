import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findItem } from '../../../src/core/checklist/find-item.ts';

const items = [
  { id: 'start/smoke-tests', text: 'Smoke tests passed' },
  { id: 'start/load-tests', text: 'Load tests passed' },
  { id: 'start/told', text: 'Support was told' },
];
const found = (typed: string) => {
  const result = findItem(items, typed, 'box');
  return result.kind === 'found' ? result.item.text : result.code;
};

it.each([
  ['1', 'Smoke tests passed'],
  ['start/told', 'Support was told'],
  ['support', 'Support was told'],
  ['LOAD passed', 'Load tests passed'],
  ['smoke tests passed', 'Smoke tests passed'],
  ['tests', 'which-box'],
  ['0', 'no-such-box'],
  ['4', 'no-such-box'],
  ['', 'no-such-box'],
  ['tax', 'no-such-box'],
])('%s means %s', (typed, meant) => {
  expect(found(typed)).toBe(meant);
});

it('never answers with something that is not in the list, whatever is typed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (typed) => {
      const result = findItem(items, typed, 'box');
      if (result.kind === 'found') expect(items).toContain(result.item);
      else expect(result.sentence).toContain('Nothing was changed.');
    }),
  );
});
