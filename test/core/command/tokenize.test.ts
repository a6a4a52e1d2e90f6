import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findUnwelcome } from '../../../src/core/command/characters.ts';
import { quote, tokenize } from '../../../src/core/command/tokenize.ts';

function values(text: string): readonly string[] {
  const tokens = tokenize(text);
  if (tokens.kind !== 'words') throw new Error(tokens.sentence);
  return tokens.words.map(({ value }) => value);
}

function refusal(text: string): { code: string; column: number } {
  const tokens = tokenize(text);
  if (tokens.kind !== 'unreadable') throw new Error(`read as ${JSON.stringify(tokens.words)}`);
  return { code: tokens.code, column: tokens.column };
}

/** Text a person can type: any characters that are not refused, on one line. */
const typeable = fc
  .string({ unit: 'binary', maxLength: 40 })
  .map((text) => text.normalize('NFC'))
  .filter((text) => findUnwelcome(text) === null && !/[\t\n\r]/.test(text));

describe('tokenize', () => {
  it.each([
    ['deploy shop v2', ['deploy', 'shop', 'v2']],
    ['  deploy\tshop\n v2 ', ['deploy', 'shop', 'v2']],
    ['', []],
    ['rollback shop "errors in checkout"', ['rollback', 'shop', 'errors in checkout']],
    ["rollback shop 'errors in checkout'", ['rollback', 'shop', 'errors in checkout']],
    ['rollback shop “errors in checkout”', ['rollback', 'shop', 'errors in checkout']],
    ['rollback shop „errors in checkout“', ['rollback', 'shop', 'errors in checkout']],
    ['rollback shop ‘we can’t go on’', ['rollback', 'shop', 'we can’t go on']],
    ["note shop we can't go on", ['note', 'shop', 'we', "can't", 'go', 'on']],
    ["note shop 'we can't go on'", ['note', 'shop', "we can't go on"]],
    [String.raw`note "say \"hi\" to C:\new \\ all"`, ['note', String.raw`say "hi" to C:\new \ all`]],
    [String.raw`note 'a \' b'`, ['note', String.raw`a \ `.trim(), "b'"]],
    ['--reason="too slow" x', ['--reason=too slow', 'x']],
    ['--reason=“too slow”', ['--reason=too slow']],
    ['5" disk', ['5"', 'disk']],
    ['""', ['']],
    ['a&&id `id` $(id) ; | > * ~ @here', ['a&&id', '`id`', '$(id)', ';', '|', '>', '*', '~', '@here']],
  ])('reads %j', (text, expected) => {
    expect(values(text)).toEqual(expected);
  });

  it.each([
    ['rollback shop "oops', 'unclosed-quote', 15],
    ["'oops", 'unclosed-quote', 1],
    ['--reason="oops', 'unclosed-quote', 10],
    ['say "a"b', 'text-after-quote', 8],
    ['say "two\nlines"', 'line-break-in-quotes', 5],
    ['deploy sh\u200bop v2', 'invisible-character', 10],
    ['deploy \u202eshop v2', 'invisible-character', 8],
    ['deploy \u2066shop v2', 'invisible-character', 8],
    ['deploy sho\u00adp v2', 'invisible-character', 11],
    ['deploy shop\u0000 v2', 'invisible-character', 12],
    ['deploy shop \u001b[31mv2', 'invisible-character', 13],
    ['deploy \u3164 v2', 'invisible-character', 8],
    ['deploy \ud800 v2', 'invisible-character', 8],
    ['\ufeffdeploy', 'invisible-character', 1],
  ])('refuses %j and says where', (text, code, column) => {
    expect(refusal(text)).toEqual({ code, column });
  });

  it('lets emoji and letters of any language through', () => {
    expect(values('note shop grüße ❤️ 日本語 שלום')).toEqual(['note', 'shop', 'grüße', '❤️', '日本語', 'שלום']);
  });

  it('brings text to NFC, so that two spellings of a letter are the same word', () => {
    expect(values('cafe\u0301')).toEqual(['caf\u00e9']);
  });

  it('reads back whatever quote() wrote', () => {
    fc.assert(
      fc.property(typeable, (text) => {
        expect(values(quote(text))).toEqual([text]);
      }),
      { numRuns: 2000 },
    );
  });

  it('reads back several quoted values on one line', () => {
    fc.assert(
      fc.property(fc.array(typeable, { maxLength: 5 }), (texts) => {
        expect(values(texts.map(quote).join(' '))).toEqual(texts);
      }),
    );
  });

  it('never throws and never reorders or invents text', () => {
    const lively = fc.string({
      unit: fc.constantFrom('"', "'", '“', '”', '\\', ' ', '-', '=', 'a', '\n', '’'),
    });
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), lively), (text) => {
        const tokens = tokenize(text);
        if (tokens.kind === 'unreadable') return;
        const sources = tokens.words.map(({ source }) => source);
        expect(sources.join('')).toBe(sources.length === 0 ? '' : withoutOuterSpace(tokens.text, sources));
      }),
      { numRuns: 2000 },
    );
  });
});

/** The text with the space between words taken out, found independently by the words' own sources. */
function withoutOuterSpace(text: string, sources: readonly string[]): string {
  let rest = text;
  let kept = '';
  for (const source of sources) {
    rest = rest.trimStart();
    expect(rest.startsWith(source)).toBe(true);
    kept += source;
    rest = rest.slice(source.length);
  }
  expect(rest.trim()).toBe('');
  return kept;
}
