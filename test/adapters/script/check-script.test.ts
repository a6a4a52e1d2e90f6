import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkScript } from '../../../src/adapters/script/check-script.ts';
import { emitScript } from '../../../src/core/script/emit.ts';
import type { ScriptHead } from '../../../src/core/script/head.ts';
import type { ScriptProbe } from '../../../src/core/script/probe.ts';
import { benign } from './corpus/benign.ts';
import { dangerous } from './corpus/dangerous.ts';

const hosts = ['shop.example:443', 'shop.example:80'];

describe('snippets from public knowledge', () => {
  it('are enough to count by, and each stands there once', () => {
    expect(dangerous.length).toBeGreaterThanOrEqual(300);
    expect(benign.length).toBeGreaterThanOrEqual(100);
    expect(new Set([...dangerous, ...benign].map(({ snippet }) => snippet)).size).toBe(
      dangerous.length + benign.length,
    );
  });

  it('are refused where they could harm', async () => {
    const allowed: string[] = [];
    for (const { name, snippet } of dangerous) {
      if ((await checkScript(snippet, { hosts })).kind === 'allowed') allowed.push(`${name}: ${snippet}`);
    }
    expect(allowed).toEqual([]);
  });

  it('are allowed where they only read, but for one in fifty', async () => {
    const refused: string[] = [];
    for (const { snippet } of benign) {
      const checked = await checkScript(snippet, { hosts });
      if (checked.kind === 'refused') refused.push(`${snippet} → ${checked.reasons[0]?.sentence}`);
    }
    expect(refused.length / benign.length, refused.join('\n')).toBeLessThanOrEqual(0.02);
  });
});

it('says the line and the reason', async () => {
  const checked = await checkScript('echo one\n\nsudo reboot\n', { hosts });
  expect(checked).toEqual({
    kind: 'refused',
    reasons: [{ line: 3, sentence: 'sudo is not a command that a script may run' }],
  });
});

it('never throws, whatever the text is', async () => {
  const pieces = fc.constantFrom(
    '$(',
    ')',
    '`',
    '"',
    "'",
    '<<EOF',
    '\n',
    'curl',
    ' ',
    ';',
    '((',
    '[[',
    '${',
    '}',
    '|',
    '&',
    'x=',
    '\\',
    '{',
    'if',
    'fi',
    '\0',
    '…',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 20 }), async (parts) => {
      expect((await checkScript(parts.join(''), { hosts })).kind).toMatch(/^(allowed|refused)$/);
    }),
  );
});

const head = {
  service: 'shop',
  environment: 'demo',
  version: 'v2',
  url: 'https://shop.example/',
  plan: 'a'.repeat(64),
} as ScriptHead;

it('allows what is emitted, whatever people wrote into the probes, and it is the same every time', async () => {
  const text = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
    .filter((one) => !/[^\P{C}]|[\p{Zl}\p{Zp}]/u.test(one));
  const check = fc.record({
    method: fc.constantFrom('GET' as const, 'HEAD' as const),
    path: fc
      .string({ unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)) })
      .map((one) => `/x${one}`),
    status: fc.integer({ min: 100, max: 599 }),
    contains: fc.option(text),
    equals: fc.option(
      fc.record({ pointer: text.map((one) => `/${one}`), value: fc.oneof(text, fc.boolean(), fc.integer()) }),
    ),
    within: fc.integer({ min: 1, max: 10_000 }),
  });
  const probe: fc.Arbitrary<ScriptProbe> = fc.oneof(
    fc.record({ kind: fc.constant('http' as const), id: fc.constant('x'), about: text, check }),
    fc.record({
      kind: fc.constant('flow' as const),
      id: fc.constant('x'),
      about: text,
      steps: fc.array(check, { minLength: 1, maxLength: 3 }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(probe, { minLength: 1, maxLength: 4 }), async (probes) => {
      const script = emitScript(head, probes);
      expect(emitScript(head, probes)).toEqual(script);
      expect(await checkScript(script.text, { hosts })).toEqual({ kind: 'allowed' });
    }),
  );
});
