import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findUnwelcome } from '../../../src/core/command/characters.ts';
import { type Parsed, parseCommand } from '../../../src/core/command/parse.ts';
import { quote } from '../../../src/core/command/tokenize.ts';
import { specs } from './specs.ts';

/** A command as `name {args} {flags}`; help and refusals by their code. */
function parsed(text: string): unknown {
  return summary(parseCommand(text, specs));
}

function summary(result: Parsed): unknown {
  if (result.kind === 'command') return [result.spec.name, result.args, result.flags];
  return result.kind === 'help' ? ['help', result.spec?.name ?? null] : result.code;
}

function refusalOf(text: string): Extract<Parsed, { kind: 'refused' }> {
  const result = parseCommand(text, specs);
  if (result.kind !== 'refused') throw new Error(`understood as ${JSON.stringify(summary(result))}`);
  return result;
}

const shop = { service: 'shop', version: 'v2' };

describe('parseCommand', () => {
  it.each([
    ['deploy shop v2', shop, {}],
    ['/belay deploy shop v2', shop, {}],
    ['belay deploy shop v2', shop, {}],
    ['@belay: Deploy shop v2', shop, {}],
    ['@Belay, deploy shop v2', shop, {}],
    ['<@U024BE7LH> deploy shop v2', shop, {}],
    ['<@!80351110224678912> deploy shop v2', shop, {}],
    ['/deploy shop v2', shop, {}],
    ['release shop v2', shop, {}],
    ['deploy shop v2 to production', { ...shop, environment: 'production' }, {}],
    ['deploy shop v2 in production', { ...shop, environment: 'production' }, {}],
    ['deploy shop v2 TO production', { ...shop, environment: 'production' }, {}],
    ['deploy shop v2 production', { ...shop, environment: 'production' }, {}],
    ['deploy shop v2 "to"', { ...shop, environment: 'to' }, {}],
    ['deploy shop v2 --dry-run to production', { ...shop, environment: 'production' }, { 'dry-run': true }],
    ['deploy --dry-run shop v2', shop, { 'dry-run': true }],
    ['deploy shop v2 —dry-run', shop, { 'dry-run': true }],
    ['deploy shop v2 --reason hotfix', shop, { reason: 'hotfix' }],
    ['deploy shop v2 --reason=hotfix', shop, { reason: 'hotfix' }],
    ['deploy shop v2 --reason="a = b"', shop, { reason: 'a = b' }],
    ['deploy shop v2 --reason "--dry-run"', shop, { reason: '--dry-run' }],
    ['deploy shop v2 --within 1h30m', shop, { within: '1h30m' }],
    ['deploy -- shop v2', shop, {}],
  ])('reads %j as a deploy', (text, args, flags) => {
    expect(parsed(text)).toEqual(['deploy', args, flags]);
  });

  it.each([
    ['abort shop', { target: 'shop' }, {}],
    ['rollback shop too many errors', { target: 'shop', reason: 'too many errors' }, {}],
    [
      'rollback shop too many errors --gradual',
      { target: 'shop', reason: 'too many errors' },
      { gradual: true },
    ],
    ['rollback shop "too many errors"', { target: 'shop', reason: 'too many errors' }, {}],
    [
      'rollback shop "too many" in production',
      { target: 'shop', reason: 'too many', environment: 'production' },
      {},
    ],
    [
      'rollback shop in production too many',
      { target: 'shop', reason: 'too many', environment: 'production' },
      {},
    ],
    ['rollback shop errors in checkout', { target: 'shop', reason: 'errors in checkout' }, {}],
    ['rollback shop -- --gradual is wrong', { target: 'shop', reason: '--gradual is wrong' }, {}],
    ['rollback shop "--gradual"', { target: 'shop', reason: '--gradual' }, {}],
    ['rollback shop "-h"', { target: 'shop', reason: '-h' }, {}],
    ['rollback shop "--" --gradual', { target: 'shop', reason: '--' }, { gradual: true }],
    ["rollback shop they're down", { target: 'shop', reason: "they're down" }, {}],
    ['rollback shop he said "no" twice', { target: 'shop', reason: 'he said "no" twice' }, {}],
    ['rollback shop $(id) `id` @here', { target: 'shop', reason: '$(id) `id` @here' }, {}],
  ])('reads %j as a rollback with its reason', (text, args, flags) => {
    expect(parsed(text)).toEqual(['rollback', args, flags]);
  });

  it.each([
    ['', null],
    ['@belay', null],
    ['help', null],
    ['?', null],
    ['--help', null],
    ['help deploy', 'deploy'],
    ['help abort', 'rollback'],
    ['deploy --help', 'deploy'],
    ['deploy shop -h', 'deploy'],
    ['rollback shop too bad --help', 'rollback'],
  ])('answers %j with help', (text, name) => {
    expect(parsed(text)).toEqual(['help', name]);
  });

  it.each([
    ['deploi shop v2', 'deploy shop v2'],
    ['@belay deploi shop "v2"', 'deploy shop "v2"'],
    ['dpeloy shop v2', 'deploy shop v2'],
    ['roll shop', 'rollback shop'],
    ['abrot shop now', 'abort shop now'],
    ['help stauts', 'help status'],
    ['deploy shop v2 --reson="too  slow" --dry-run', 'deploy shop v2 --reason="too  slow" --dry-run'],
  ])('offers for %j what was probably meant, and runs nothing', (text, suggestion) => {
    const refusal = refusalOf(text);
    expect(refusal.suggestion).toBe(suggestion);
    expect(refusal.sentence).toContain(`Did you mean \`${suggestion}\`?`);
    expect(parseCommand(suggestion, specs).kind).not.toBe('refused');
  });

  it('offers nothing when nothing is near', () => {
    expect(refusalOf('shop please').suggestion).toBeNull();
    expect(refusalOf('x').suggestion).toBeNull();
  });

  it.each([
    ['deploy shop', 'missing-argument'],
    ['deploy shop to production', 'missing-argument'],
    ['deploy shop v2 to', 'missing-argument'],
    ['note shop', 'missing-argument'],
    ['deploy shop v2 production now', 'too-many-arguments'],
    ['deploy shop v2 to production to staging', 'too-many-arguments'],
    ['status shop api', 'too-many-arguments'],
    ['deploy shop v2 --force', 'unknown-flag'],
    ['note shop use --force', 'unknown-flag'],
    ['deploy shop v2 --reason', 'flag-value-missing'],
    ['deploy shop v2 --reason --dry-run', 'flag-value-missing'],
    ['deploy shop v2 --reason=', 'flag-value-wrong'],
    ['deploy shop v2 --within=5', 'flag-value-wrong'],
    ['deploy shop v2 --dry-run=yes', 'flag-takes-no-value'],
    ['deploy shop v2 --dry-run --dry-run', 'flag-twice'],
    ['deploy shop "v2', 'unclosed-quote'],
    ['deploy "" v2', 'bad-value'],
    ['note shop "  "', 'bad-value'],
    ['report r-1', 'bad-value'],
    ['"belay" status', 'unknown-command'],
    ['belay belay status', 'unknown-command'],
  ])('refuses %j', (text, code) => {
    expect(parsed(text)).toBe(code);
  });

  it('shows how a refused command is used', () => {
    expect(refusalOf('deploy shop').sentence).toBe(
      '`deploy` needs `version` as well. Usage: `deploy <service> <version> [to <environment>] [--dry-run] [--reason=<text>] [--within=<duration>]`',
    );
  });

  it('refuses more than 2000 characters and reads 2000', () => {
    expect(parsed(`note shop ${'a'.repeat(1991)}`)).toBe('too-long');
    expect(parsed(`note shop ${'a'.repeat(1990)}`)).toEqual([
      'note',
      { target: 'shop', text: 'a'.repeat(1990) },
      {},
    ]);
  });

  it('answers to other names when told', () => {
    expect(summary(parseCommand('@claude status shop', specs, ['belay', 'claude']))).toEqual([
      'status',
      { target: 'shop' },
      {},
    ]);
    expect(parsed('@claude status shop')).toBe('unknown-command');
  });
});

describe('attack strings', () => {
  const attacks = [
    'a&&id',
    'a;id',
    'a|id',
    '`id`',
    '$(id)',
    '$'.concat('{HOME}'),
    '../../etc/passwd',
    '@here',
    '<!channel>',
    '<script>alert(1)</script>',
    '[x](javascript:alert(1))',
    '-x',
    '--config=/etc/passwd',
    '"-x"',
    '"--all"',
    "'-rf'",
    'sho\u200bp',
    '\u202epohs',
    'sh\u0000op',
    'shop\u001b[2J',
    '"shop v2"',
    '%00',
    '.hidden',
    'ѕhop',
    'a'.repeat(64),
    "'; DROP TABLE rollouts; --",
  ];

  it.each(attacks)('%j is never a service, target or environment', (attack) => {
    for (const text of [
      `deploy ${attack} v2`,
      `deploy -- ${attack} v2`,
      `status ${attack}`,
      `deploy shop v2 to ${attack}`,
      `rollback ${attack}`,
      `report ${attack}`,
    ]) {
      expect(parseCommand(text, specs).kind, text).toBe('refused');
    }
  });

  it.each(attacks.filter((attack) => attack !== 'a'.repeat(64)))('%j is never a version', (attack) => {
    expect(parseCommand(`deploy shop ${attack}`, specs).kind).toBe('refused');
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    '%s is no command and no flag',
    (word) => {
      expect(parsed(word)).toBe('unknown-command');
      expect(parsed(`deploy shop v2 --${word}=1`)).toBe('unknown-flag');
    },
  );
});

describe('properties', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'deploy',
      'rollback',
      'note',
      'shop',
      'v2',
      'to',
      'in',
      '--',
      '-h',
      '--reason',
      '"',
      '—',
      '=',
    ),
    fc.string({ unit: 'binary', maxLength: 12 }),
  );

  it('never throws, whatever is typed', () => {
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join(' ');
        expect(['command', 'help', 'refused']).toContain(parseCommand(text, specs).kind);
      }),
      { numRuns: 3000 },
    );
  });

  it('never takes a value that begins with a dash for a name', () => {
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const result = parseCommand(`deploy ${pieces.join(' ')}`, specs);
        if (result.kind !== 'command') return;
        for (const value of Object.values(result.args)) expect(value).toMatch(/^[a-zA-Z0-9]/);
      }),
      { numRuns: 3000 },
    );
  });

  it('a value holds nothing that was not typed, in the order it was typed', () => {
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1 }), (pieces) => {
        const text = `note shop ${pieces.join(' ')}`;
        const result = parseCommand(text, specs);
        if (result.kind !== 'command') return;
        expect(isSubsequence(result.args['text'] ?? '', text.normalize('NFC').replaceAll(/\s/gu, ' '))).toBe(
          true,
        );
      }),
      { numRuns: 2000 },
    );
  });

  it('a quoted text arrives exactly as it was meant', () => {
    const text = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 60 })
      .map((value) => value.normalize('NFC'))
      .filter((value) => findUnwelcome(value) === null && !/[\t\n\r]/.test(value) && value.trim() !== '');
    fc.assert(
      fc.property(text, (value) => {
        const command = `rollback shop ${/^\S+$/.test(value) ? `"${escaped(value)}"` : quote(value)} in production`;
        expect(summary(parseCommand(command, specs))).toEqual([
          'rollback',
          { target: 'shop', reason: value, environment: 'production' },
          {},
        ]);
        const flag = `deploy shop v2 --reason="${escaped(value)}"`;
        expect(summary(parseCommand(flag, specs))).toEqual(['deploy', shop, { reason: value }]);
      }),
      { numRuns: 1000 },
    );
  });
});

function isSubsequence(part: string, whole: string): boolean {
  let at = 0;
  for (const char of whole) if (part.startsWith(char, at)) at += char.length;
  return at === part.length;
}

function escaped(value: string): string {
  return value.replaceAll(/["\\]/g, '\\$&');
}
