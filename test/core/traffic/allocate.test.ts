import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Target } from '../../../src/core/rollout/plan.ts';
import { allocate, type Draws, type Rules } from '../../../src/core/traffic/allocate.ts';
import { formatBucket, parseBucket } from '../../../src/core/traffic/bucket.ts';

const stable = Target.parse({ version: 'v1', url: 'http://127.0.0.1:1' });
const canary = Target.parse({ version: 'v2', url: 'http://127.0.0.1:2' });
const plain: Rules = { sticky: null, header: null, segments: [] };
const rules: Rules = {
  sticky: { cookie: 'belay', lasts: 86_400_000 },
  header: 'X-Canary-Version',
  segments: [
    { name: 'internal', header: 'X-Team', values: ['us'], weight: 100 },
    { name: 'premium', header: 'X-Tier', values: ['gold', 'silver'], weight: 50 },
  ],
};

function split(weight: number) {
  return { kind: 'split', stable, canary, weight } as const;
}

function asked(headers: Record<string, string> = {}, bucket: number | null = null) {
  return { header: (name: string) => headers[name], bucket };
}

function canaryShare(weight: number, draws: Draws, requests: number): number {
  let served = 0;
  let state = draws;
  for (let index = 0; index < requests; index += 1) {
    const allocation = allocate(split(weight), plain, asked(), state);
    state = allocation.draws;
    if (allocation.side === 'canary') served += 1;
  }
  return (served / requests) * 100;
}

describe('who serves a request', () => {
  test('any 2000 consecutive fresh requests split within one percent of the weight', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 100, noNaN: true }),
        fc.integer({ min: 0, max: 0xffffffff }),
        (weight, draw) => Math.abs(canaryShare(weight, { weight: draw }, 2000) - weight) <= 1,
      ),
      { numRuns: 150 },
    );
  });

  test('weight 0 serves nobody from canary and weight 100 everybody', () => {
    expect(canaryShare(0, {}, 2000)).toBe(0);
    expect(canaryShare(100, {}, 2000)).toBe(100);
  });

  test('raising the weight moves no client from canary to stable', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 0.999999, noNaN: true }),
        fc.double({ min: 0, max: 100, noNaN: true }),
        fc.double({ min: 0, max: 100, noNaN: true }),
        (bucket, a, b) => {
          const before = allocate(split(Math.min(a, b)), rules, asked({}, bucket), {});
          const after = allocate(split(Math.max(a, b)), rules, asked({}, bucket), {});
          return before.side === 'stable' || after.side === 'canary';
        },
      ),
    );
  });

  test('stable is stable whatever header, segment or cookie a request carries', () => {
    const headers = { 'x-canary-version': 'v2', 'x-team': 'us', 'x-tier': 'gold' };
    expect(allocate({ kind: 'stable', stable }, rules, asked(headers, 0), {}).side).toBe('stable');
  });

  test('the version header comes before segments, and segments before the weight', () => {
    const both = { 'x-canary-version': 'v1', 'x-team': 'us' };
    expect(allocate(split(100), rules, asked(both), {})).toMatchObject({ side: 'stable', cohort: 'header' });
    expect(allocate(split(0), rules, asked({ 'x-canary-version': 'v2' }), {})).toMatchObject({
      side: 'canary',
      cohort: 'header',
    });
    expect(allocate(split(0), rules, asked({ 'x-team': 'us' }), {})).toMatchObject({
      side: 'canary',
      cohort: 'segment:internal',
    });
    expect(allocate(split(0), rules, asked({}), {})).toMatchObject({ side: 'stable', cohort: 'weight' });
  });

  test('the first segment that matches decides, by its own weight and the client’s bucket', () => {
    const premium = { 'x-tier': 'silver' };
    expect(allocate(split(0), rules, asked(premium, 0.49), {}).side).toBe('canary');
    expect(allocate(split(100), rules, asked(premium, 0.51), {}).side).toBe('stable');
    expect(allocate(split(0), rules, asked({ ...premium, 'x-team': 'us' }, 0.9), {}).cohort).toBe(
      'segment:internal',
    );
  });

  test('a header that names neither version is left to the weight', () => {
    expect(allocate(split(0), rules, asked({ 'x-canary-version': 'v9' }), {}).cohort).toBe('weight');
  });

  test('requests of a segment do not disturb the split of the others', () => {
    let draws: Draws = {};
    let served = 0;
    for (let index = 0; index < 4000; index += 1) {
      const member = index % 2 === 0;
      const allocation = allocate(split(10), rules, asked(member ? { 'x-tier': 'gold' } : {}), draws);
      draws = allocation.draws;
      if (!member && allocation.side === 'canary') served += 1;
    }
    expect(Math.abs(served - 200)).toBeLessThanOrEqual(20);
  });
});

describe('the sticky cookie', () => {
  test('keeps the bucket exactly', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), (draw) => {
        const { bucket } = allocate(split(5), rules, asked(), { weight: draw });
        return bucket !== null && parseBucket(formatBucket(bucket)) === bucket;
      }),
    );
  });

  test.each(['', '1', '0.5', '-00001', '1234567', '12345a', ' 12345', '123456 ', '١٢٣٤٥٦'])(
    'is read strictly: %j is no bucket',
    (value) => {
      expect(parseBucket(value)).toBeNull();
    },
  );
});
