import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commands } from '../../../commands/registry.ts';
import { slashText } from '../../../handlers/discord/slash-text.ts';
import { parseCommand } from '../../../src/core/command/parse.ts';
import type { CommandSpec } from '../../../src/core/command/spec.ts';
import { plainLine } from '../../../src/core/prose.ts';

const specs = commands.map(({ spec }) => spec);

/** Values that the grammar takes for an argument, nasty ones wherever anything goes. */
function aValue(kind: CommandSpec['args'][number]['kind']): fc.Arbitrary<string> {
  const text = fc.oneof(
    fc.constantFrom(
      'in',
      'to',
      '--all',
      '--',
      '-h',
      'help',
      '"',
      "'",
      '\\',
      'a&&id',
      '`x`',
      '@here',
      '“x”',
      'a  b',
    ),
    fc.string({ minLength: 1, maxLength: 40, unit: fc.constantFrom(...'ab "\'\\-—=“”’`@<>$&|\u00e9') }),
  );
  switch (kind) {
    case 'text':
      return text.filter((value) => value.trim() !== '');
    case 'rollout':
      return fc.constant('r-0123456789');
    case 'person':
      return fc.constantFrom('bo', 'in', 'to');
    default:
      return fc.constantFrom('shop', 'in', 'to', 'v2.3.0', 'help', 'production');
  }
}

/** Behind an argument that is left out, the grammar can read no other one that has no keyword; of everything, no target. */
function withoutGaps(spec: CommandSpec, all: Record<string, string | true>) {
  const wide = spec.flags.some(({ name, everything }) => everything === true && all[name] === true);
  const args = spec.args.filter(({ kind }) => !wide || kind !== 'target');
  const known = new Set([...args, ...spec.flags].map(({ name }) => name));
  const values = Object.fromEntries(Object.entries(all).filter(([name]) => known.has(name)));
  const inOrder = args.filter(({ before }) => before === undefined).map(({ name }) => name);
  const gap = inOrder.findIndex((name) => !Object.hasOwn(values, name));
  const behind = gap === -1 ? [] : inOrder.slice(gap);
  return Object.fromEntries(Object.entries(values).filter(([name]) => !behind.includes(name)));
}

const anyCommand = fc.constantFrom(...specs).chain((spec) => {
  const args = spec.args.map((arg) => aValue(arg.kind).map((value) => [arg.name, value] as const));
  const flags = spec.flags.map(({ name, value: kind }) =>
    kind === 'none'
      ? fc.constant([name, true] as const)
      : (kind === 'duration' ? fc.constant('5m') : aValue('text')).map((value) => [name, value] as const),
  );
  const required = spec.args.filter((arg) => arg.required).map(({ name }) => name);
  const optional = [...spec.args.filter((arg) => !arg.required), ...spec.flags].map(({ name }) => name);
  return fc.tuple(fc.tuple(...args, ...flags), fc.subarray(optional)).map(([all, chosen]) => ({
    spec,
    values: withoutGaps(
      spec,
      Object.fromEntries(all.filter(([name]) => [...required, ...chosen].includes(name))),
    ),
  }));
});

test('whatever options hold, the grammar reads exactly them', () => {
  fc.assert(
    fc.property(anyCommand, ({ spec, values }) => {
      const parsed = parseCommand(slashText(spec.name, values, specs), specs);
      expect(parsed).toMatchObject({ kind: 'command', spec: { name: spec.name } });
      if (parsed.kind !== 'command') return;
      const prose = spec.args.flatMap(({ name, kind }) => (kind === 'text' ? [name] : []));
      const wanted = Object.entries(values).map(([name, value]) => [
        name,
        prose.includes(name) ? plainLine(String(value)) : asNfc(value),
      ]);
      expect({ ...parsed.args, ...parsed.flags }).toEqual(Object.fromEntries(wanted));
    }),
    { numRuns: 400 },
  );
});

test('everything in one environment stays in it, with its reason', () => {
  const values = { all: true, environment: 'production', reason: 'payments fail' } as const;
  expect(slashText('rollback', values, specs)).toBe('rollback "payments fail" in "production" --all');
});

test('a target beside everything is said alone, and not as a reason', () => {
  const values = { all: true, target: 'shop', reason: 'payments fail' } as const;
  expect(slashText('rollback', values, specs)).toBe('rollback "shop" --all');
});

function asNfc(value: unknown): unknown {
  return typeof value === 'string' ? value.normalize('NFC') : value;
}

test('what stands behind a missing target is not taken for it', () => {
  const text = slashText('rollback', { reason: 'shop' }, specs);
  expect(parseCommand(text, specs)).toMatchObject({ kind: 'refused', code: 'missing-argument' });
});

test.each([
  ['checkout 👩‍💻 is\u200b slow', 'checkout 👩💻 is slow'],
  ['"'.repeat(5000), expect.stringMatching(/^"{700,}…$/)],
])('a reason that was pasted stops no rollback: %.24j', (reason, said) => {
  const text = slashText('rollback', { target: 'r-0123456789', reason }, specs);
  expect(parseCommand(text, specs)).toMatchObject({ args: { target: 'r-0123456789', reason: said } });
});

test('names of objects are no options', () => {
  expect(slashText('constructor', {}, specs)).toBe('"constructor"');
  expect(slashText('deploy', { constructor: 'x', service: 'shop', version: 'v2' } as never, specs)).toBe(
    'deploy "shop" "v2"',
  );
});

test('help is asked about one command or all', () => {
  expect(slashText('help', {}, specs)).toBe('help');
  expect(slashText('help', { command: 'deploy' }, specs)).toBe('help "deploy"');
});
