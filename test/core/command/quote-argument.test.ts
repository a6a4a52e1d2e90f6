import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commands } from '../../../commands/registry.ts';
import { longestCommand, parseCommand } from '../../../src/core/command/parse.ts';
import { quoteArgument, withReason } from '../../../src/core/command/quote-argument.ts';
import { plainLine } from '../../../src/core/prose.ts';
import { nasty } from '../../render/discord/nasty.ts';

const specs = commands.map(({ spec }) => spec);
const rollback = 'rollback r-0123456789';

function reasonOf(line: string): string | undefined {
  const parsed = parseCommand(line, specs);
  if (parsed.kind !== 'command') throw new Error(JSON.stringify(parsed));
  expect(parsed.args['target']).toBe('r-0123456789');
  expect(parsed.flags).toEqual({});
  return parsed.args['reason'];
}

describe('a reason from a form', () => {
  test.each([
    ['checkout 👩‍💻 is slow', 'checkout 👩💻 is slow'],
    ['pasted\u200btext', 'pastedtext'],
    ['soft\u00adhyphen', 'softhyphen'],
    ['a bell\u0007', 'a bell'],
    ['half \ud800 of a pair', 'half of a pair'],
    ['two\nlines\u2028or three\ufeff ', 'two lines or three'],
    ['cafe\u200d\u0301', 'café'],
    ['it says "no" \\ --all', 'it says "no" \\ --all'],
  ])('stops no rollback: %j', (reason, said) => {
    expect(reasonOf(withReason(rollback, reason))).toBe(said);
  });

  test.each(['', ' \n', '\u200b\u00ad', '\ud800'])('that holds nothing to read is none: %j', (reason) => {
    expect(withReason(rollback, reason)).toBe(rollback);
    expect(reasonOf(withReason(rollback, reason))).toBeUndefined();
  });

  test('is cut where it does not fit with its quotes escaped', () => {
    for (const text of ['"'.repeat(999), '\\'.repeat(1000), '👩'.repeat(3000), `a${'"'.repeat(5000)}`]) {
      const line = withReason(rollback, text);
      expect(line.length).toBeLessThanOrEqual(longestCommand);
      expect(line.length).toBeGreaterThan(longestCommand - 3);
      const said = reasonOf(line);
      expect(said?.endsWith('…')).toBe(true);
      expect(text.startsWith(said?.slice(0, -1) ?? '-')).toBe(true);
    }
    expect(quoteArgument('why', 2)).toBeNull();
  });

  test('is one argument and no flag, keyword or second command, whatever it is', () => {
    const text = fc.oneof(nasty(), fc.string({ unit: 'binary', maxLength: 4000, size: 'max' }));
    fc.assert(
      fc.property(text, (reason) => {
        const said = reasonOf(withReason(rollback, reason));
        if (said === undefined) expect(plainLine(reason).replace(/\p{DI}/gu, '')).toBe('');
        else expect(said).toBe(said.normalize('NFC'));
      }),
    );
  });
});
