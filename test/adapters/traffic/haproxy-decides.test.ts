import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { haproxyInstalled } from '../../../demo/servers/haproxy.ts';
import { Routing } from '../../../src/core/rollout/plan.ts';
import { allocate, type Draws } from '../../../src/core/traffic/allocate.ts';
import { parseBucket } from '../../../src/core/traffic/bucket.ts';
import { type HaproxyRig, openRig } from './haproxy-rig.ts';

const routing = Routing.parse({
  router: 'under-test',
  route: 'shop.eu',
  sticky: { cookie: 'belay', lasts: 3_600_000 },
  header: 'X-Canary-Version',
  segments: [
    { name: 'internal', header: 'X-Team', values: ['us', 'them all', 'größer', 'a;b|c"d'], weight: 100 },
    { name: 'premium', header: 'X-Tier', values: ['gold', 'us'], weight: 50.00005 },
    { name: 'held-back', header: 'X-Team', values: ['never'], weight: 0 },
  ],
  lease: 60_000,
});

const oneOf = (...values: string[]) => fc.option(fc.constantFrom(...values), { nil: null });
const asked = fc.record({
  'x-canary-version': oneOf('v1', 'v2', 'v3', 'V2', 'v2 ', ''),
  'x-team': oneOf('us', 'them all', 'never', 'gold', 'US', ''),
  'x-tier': oneOf('gold', 'us', 'silver'),
  bucket: fc.option(
    fc.oneof(
      fc.integer({ min: 0, max: 999_999 }).map((bucket) => String(bucket).padStart(6, '0')),
      fc.constantFrom('12345', '1234567', 'abcdef', '', '-00001', '500005', '500000', '500001'),
    ),
    { nil: null },
  ),
});

describe.skipIf(!haproxyInstalled())('HAProxy decides as Belay does', () => {
  let rig: HaproxyRig;
  beforeAll(async () => {
    rig = await openRig({ routing });
  });
  afterAll(() => rig[Symbol.asyncDispose]());

  test.each([0, 0.0001, 30, 99.9999, 100])('at %d %, whatever the headers and cookies', async (weight) => {
    await rig.split(weight);
    const split = {
      kind: 'split',
      stable: rig.v1.target,
      canary: rig.v2.target,
      weight,
    } as const;
    await fc.assert(
      fc.asyncProperty(asked, async ({ bucket, ...said }) => {
        const headers: Record<string, string> = {};
        for (const [name, value] of Object.entries(said)) if (value !== null) headers[name] = value;
        const cookie = bucket === null ? {} : { cookie: `other=1; belay=${bucket}; last=2` };
        const answer = await rig.client.get(rig.server.url, { ...headers, ...cookie });
        const given = /^belay=(\d{6})$/.exec(answer.cookie ?? '')?.[1];
        const known = parseBucket(bucket ?? undefined);
        const asking = {
          header: (name: string) => headers[name]?.trim(),
          bucket: known ?? parseBucket(given),
        };
        const { side, bucket: used } = allocate(split, routing, asking, {});
        expect(answer.version).toBe(side === 'canary' ? 'v2' : 'v1');
        expect(answer.cookie === null).toBe(known !== null || used === null);
      }),
      { numRuns: 150 },
    );
  });

  test('a value is a member of a segment byte by byte', async () => {
    await rig.split(0);
    for (const value of ['us', 'them all', 'a;b|c"d']) {
      expect((await rig.client.get(rig.server.url, { 'x-team': value })).version).toBe('v2');
    }
    for (const value of ['them', 'us,us', 'them all; set map', '7573', '../7573']) {
      expect((await rig.client.get(rig.server.url, { 'x-team': value })).version).toBe('v1');
    }
  });

  test('draws the same buckets in the same order', async () => {
    await rig.split(50);
    const first = await rig.client.get(rig.server.url);
    let draws: Draws = {};
    let at = -1;
    const wanted = parseBucket(first.cookie?.split('=')[1]);
    const next = (): number | null => {
      const drawn = allocate(
        { kind: 'split', stable: rig.v1.target, canary: rig.v2.target, weight: 50 },
        { ...routing, segments: [] },
        { header: () => undefined, bucket: null },
        draws,
      );
      draws = drawn.draws;
      return drawn.bucket;
    };
    for (at = 0; at < 5000 && next() !== wanted; at += 1);
    expect(at).toBeLessThan(5000);
    for (let round = 0; round < 50; round += 1) {
      const answer = await rig.client.get(rig.server.url);
      expect(parseBucket(answer.cookie?.split('=')[1])).toBe(next());
    }
  });
});
