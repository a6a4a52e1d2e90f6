import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assessRisk, type Changed, type Ladder, type Scope } from '../../../src/core/risk/assess.ts';
import { riskWords } from '../../../src/core/risk/words.ts';

const ladder: Ladder = { tiers: ['low', 'medium', 'high'], usual: 'low', whenUnknown: 'high' };
const scopes: readonly Scope[] = [
  { patterns: ['src/'], tier: 'medium', level: 'medium' },
  { patterns: ['/docs', '*.md'], tier: 'low', level: null },
  { patterns: ['src/payments/**', '**/migrations/**'], tier: 'high', level: 'critical' },
];

function assess(files: readonly string[] | null, raisedTo: string | null = null, over: Partial<Ladder> = {}) {
  const changed: Changed =
    files === null ? { files: [], missing: 'GitHub did not answer' } : { files, missing: null };
  return assessRisk(scopes, { ...ladder, ...over }, changed, raisedTo);
}

function tierOf(files: readonly string[] | null, raisedTo: string | null = null): string {
  const assessed = assess(files, raisedTo);
  if (assessed.kind === 'refused') throw new Error(assessed.sentence);
  return assessed.risk.tier;
}

describe('the tier of a release', () => {
  it.each([
    [['docs/a.md'], 'low'],
    [['src/a.ts'], 'medium'],
    [['src/deep/in/a.ts', 'docs/b'], 'medium'],
    [['src/payments/charge.ts'], 'high'],
    [['migrations/1.sql'], 'high'],
    [['other/db/migrations/1.sql', 'x'], 'high'],
    [['x/docs/a'], 'low'],
    [['SRC/a.ts'], 'low'],
    // The last scope that matches decides, also for less.
    [['src/README.md'], 'low'],
    [[], 'low'],
  ])('%j make %s', (files, tier) => {
    expect(tierOf(files)).toBe(tier);
  });

  it('says which patterns matched, how many files and which for example', () => {
    const files = ['src/payments/b.ts', 'src/payments/a.ts', 'src/x.ts', 'y'];
    expect(assess(files)).toMatchObject({
      decided: [0, 2],
      risk: {
        because: 'paths',
        changed: 4,
        matched: [
          {
            pattern: 'src/payments/**',
            tier: 'high',
            level: 'critical',
            files: 2,
            examples: ['src/payments/a.ts', 'src/payments/b.ts'],
          },
          { pattern: 'src/', tier: 'medium', files: 1 },
        ],
      },
    });
  });

  it.each([
    [
      ['src/payments/a.ts', 'src/payments/b.ts'],
      'high, because src/payments/** (critical) matched 2 files such as src/payments/a.ts',
    ],
    [['src/payments/a.ts'], 'high, because src/payments/** (critical) matched 1 file, src/payments/a.ts'],
    [['x'], 'low, because no scope speaks of a changed file'],
    [null, 'high, because nobody knows all the files that change (GitHub did not answer)'],
  ])('%j is told as %s', (files, words) => {
    const assessed = assess(files);
    expect(assessed.kind === 'assessed' && riskWords(assessed.risk)).toBe(words);
  });

  it('is what unknown files make, and higher where a known one asks for more', () => {
    expect(assess(null)).toMatchObject({ risk: { tier: 'high', because: 'unknown', changed: null } });
    const changed = { files: ['migrations/1.sql'], missing: 'only 300 are listed' };
    expect(assessRisk(scopes, { ...ladder, whenUnknown: 'medium' }, changed, null)).toMatchObject({
      risk: { tier: 'high', because: 'paths', changed: null, unknown: 'only 300 are listed' },
    });
  });
});

describe('a tier given by hand', () => {
  it('raises', () => {
    expect(assess(['docs/a'], 'high')).toMatchObject({
      risk: { tier: 'high', because: 'by-hand', computed: 'low' },
    });
  });

  it('changes nothing when it is the same', () => {
    expect(assess(['docs/a'], 'low')).toEqual(assess(['docs/a']));
  });

  it('does not lower, and the refusal says why the release has its tier', () => {
    expect(assess(['migrations/1.sql'], 'low')).toMatchObject({
      code: 'tier-lower',
      sentence:
        'This release is `high`, because **/migrations/** (critical) matched 1 file, migrations/1.sql. A tier given by hand may only raise it, and `low` is lower. Nothing was started.',
    });
    expect(assess(null, 'medium')).toMatchObject({ code: 'tier-lower' });
  });

  it('must be declared', () => {
    expect(assess([], 'hihg')).toMatchObject({
      code: 'no-such-tier',
      sentence:
        'There is no tier of that name. Did you mean `high`? From low to high there are `low`, `medium` and `high`.',
    });
  });
});

describe('hostile paths', () => {
  it.each([
    '../src/a',
    '/src/a',
    'src//a',
    'src/../a',
    './a',
    '',
    'a/',
    'src\\a',
    'a\nb',
    'a\u0000b',
    'x'.repeat(256),
    `${'a/'.repeat(70)}b`,
    `${'b/'.repeat(3000)}b`,
  ])('%j makes it unknown, and what else changed still counts', (path) => {
    expect(assess(['docs/a', path])).toMatchObject({
      risk: {
        tier: 'high',
        because: 'unknown',
        unknown: '1 changed file has a name that no pattern can be held against',
      },
    });
    expect(tierOf([path, 'src/payments/a'])).toBe('high');
  });

  it('ten thousand of them are matched', () => {
    const files = Array.from({ length: 10_000 }, (_, n) => `src/${'a'.repeat(200)}/${n}.ts`);
    expect(assess(files)).toMatchObject({ risk: { tier: 'medium', changed: 10_000 } });
  });
});

const name = fc.constantFrom(
  'src',
  'docs',
  'payments',
  'migrations',
  'a.md',
  'b.ts',
  'x y',
  'ü',
  '*',
  '[',
  '!',
  '#',
);
const path = fc.array(name, { minLength: 1, maxLength: 5 }).map((names) => names.join('/'));
const paths = fc.array(path, { minLength: 1, maxLength: 8 });
const rank = (tier: string) => ladder.tiers.indexOf(tier);

describe('laws', () => {
  it('one more file never lowers the tier', () => {
    fc.assert(fc.property(paths, path, (files, one) => rank(tierOf([...files, one])) >= rank(tierOf(files))));
  });

  it('the order of the files does not matter', () => {
    fc.assert(
      fc.property(paths, (files) => {
        expect(assess(files.toReversed())).toEqual(assess(files));
      }),
    );
  });

  it('a tier given by hand is never below what it was given for, nor below the computed one', () => {
    fc.assert(
      fc.property(paths, fc.constantFrom(...ladder.tiers), (files, tier) => {
        const assessed = assess(files, tier);
        if (assessed.kind === 'refused') return rank(tier) < rank(tierOf(files));
        return assessed.risk.tier === tier && rank(tier) >= rank(assessed.risk.computed);
      }),
    );
  });

  it('any text at all is matched without a throw', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (files) => assess(files).kind === 'assessed'),
    );
  });
});
