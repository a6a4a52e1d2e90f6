import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quoted } from '../../dashboard/src/quote.ts';
import { tokenize } from '../../src/core/command/tokenize.ts';

describe('a reason put into a command', () => {
  test('is read back whole, whatever quotes and backslashes it holds', () => {
    const character = fc.constantFrom(...'ab "\\\'“”„‘’-–$`&;|@#\n\t');
    fc.assert(
      fc.property(fc.string({ unit: character, minLength: 1 }), (reason) => {
        const line = reason.replace(/\s+/g, ' ').trim();
        const tokens = tokenize(`rollback shop ${quoted(reason)}`);
        expect(tokens.kind).toBe('words');
        if (tokens.kind === 'words') expect(tokens.words.map(({ value }) => value).slice(2)).toEqual([line]);
      }),
    );
  });
});
