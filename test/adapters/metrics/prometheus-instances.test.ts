import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { grouped } from '../../../src/adapters/metrics/prometheus/instances.ts';

const fleet = (names: readonly string[]) => new Map(names.map((name) => [name, name]));
const pods = (count: number) => Array.from({ length: count }, (_, index) => `pod-${index}`);

/** The group that an instance is in. */
function groupOf(groups: ReadonlyMap<string, readonly string[]>, name: string): string {
  const found = [...groups].find(([, members]) => members.includes(name));
  if (found === undefined) throw new Error(`${name} is in no group`);
  return found[0];
}

describe('a large fleet in groups', () => {
  test('64 instances are themselves, 65 are groups', () => {
    expect([...grouped(fleet(pods(64))).keys()]).toEqual(pods(64));
    expect(
      [...grouped(fleet(pods(65))).keys()].every((name) => /^group \d+, \d+ instances?, \w+$/.test(name)),
    ).toBe(true);
  });

  test('everybody is in one group, of at most 64, in whichever order they are told', () => {
    const names = fc.uniqueArray(fc.string(), { minLength: 65, maxLength: 300 });
    fc.assert(
      fc.property(names, (all) => {
        const groups = grouped(fleet(all));
        expect(groups.size).toBeLessThanOrEqual(64);
        expect([...groups.values()].flat().sort()).toEqual([...all].sort());
        const reversed = grouped(fleet(all.toReversed()));
        expect([...reversed.keys()].sort()).toEqual([...groups.keys()].sort());
      }),
      { numRuns: 30 },
    );
  });

  test('a group with one member in the place of another is not taken for the same', () => {
    const all = pods(300);
    const groups = grouped(fleet(all));
    const [mates = []] = [...groups.values()].filter((members) => members.length > 2);
    const [one = '', other = '', third = ''] = mates;
    const withOne = groupOf(grouped(fleet(all.filter((name) => name !== other))), third);
    const withOther = groupOf(grouped(fleet(all.filter((name) => name !== one))), third);
    expect(withOne).not.toBe(withOther);
    expect(withOne).not.toBe(groupOf(groups, third));
  });

  test('the other groups do not notice', () => {
    const all = pods(300);
    const [first, ...others] = [...grouped(fleet(all)).keys()];
    const member = grouped(fleet(all)).get(first ?? '')?.[0];
    expect([...grouped(fleet(all.filter((name) => name !== member))).keys()]).toEqual(
      expect.arrayContaining(others),
    );
  });
});
