import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainLine } from '../../../src/core/prose.ts';
import { codeBlock, codeSpan, escapeDiscord, prose } from '../../../src/render/discord/escape.ts';
import { liveIn } from './live.ts';
import { nasty } from './nasty.ts';

test('nothing that was typed mentions, links, formats, hides or becomes anything but text', () => {
  fc.assert(
    fc.property(nasty(), (text) => {
      expect(liveIn(escapeDiscord(text))).toEqual([]);
    }),
  );
});

test('readers see exactly what was typed', () => {
  const seen = (markdown: string) => markdown.replace(/\\([^0-9A-Za-z\s])/g, '$1').replaceAll('\u200b', '');
  fc.assert(
    fc.property(nasty(), (text) => {
      expect(seen(escapeDiscord(text))).toBe(plainLine(text));
    }),
  );
});

test.each([
  ['@everyone', '@\u200beveryone'],
  ['<@123>', '\\<\u200b@\u200b123>'],
  ['https://x.io', 'https:\u200b//x.io'],
  ['14:03:05 and v1.2', '14\\:03\\:05 and v1.2'],
  // What we write behind it must not complete it.
  [':smile', '\\:smile'],
  [':smile:', '\\:smile:'],
  ['1. first', '1\\. first'],
  ['- item', '\\- item'],
  ['> quote', '\\> quote'],
  ['p95 > 300ms', 'p95 > 300ms'],
  ['a-b # c', 'a-b # c'],
])('%s is defused and otherwise left alone', (typed, shown) => {
  expect(escapeDiscord(typed)).toBe(shown);
});

test('a sentence of ours keeps its code, and nothing in it is live', () => {
  expect(prose('There is no command `depoly`. Did you mean `deploy shop_a`?')).toBe(
    'There is no command `depoly`. Did you mean `deploy shop_a`?',
  );
  fc.assert(
    fc.property(nasty(), (text) => {
      expect(liveIn(prose(text))).toEqual([]);
    }),
  );
  fc.assert(
    fc.property(nasty(), (text) => {
      expect(liveIn(prose(`Say \`${text}\`, or \`x\`.`))).toEqual([]);
    }),
  );
});

test('code cannot be left by what stands in it', () => {
  fc.assert(
    fc.property(nasty(), (text) => {
      expect(liveIn(codeSpan(text))).toEqual([]);
    }),
  );
  fc.assert(
    fc.property(fc.array(nasty(), { maxLength: 3 }), (lines) => {
      expect(codeBlock(lines).slice(3, -3)).not.toContain('```');
    }),
  );
});

test('a command to be copied stays as it is', () => {
  expect(codeBlock(['echo "a  b" | socat stdio x'])).toBe('```\necho "a  b" | socat stdio x\n```');
});

test('code without content keeps apart what would be an emoji together', () => {
  expect(prose(':a:``b:c')).toBe('\\:a:\u200Bb\\:c');
});
