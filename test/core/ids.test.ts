import { describe, expect, test } from 'vitest';
import { RolloutId, ServiceName, Sha256, VersionName } from '../../src/core/ids.ts';

const cases = [
  [
    ServiceName,
    ['api', 'A', '1a', 'shop.eu-west_1', 'a'.repeat(63)],
    ['', '-api', '.api', 'a b', 'a/b', 'ä', 'a\n', 'a'.repeat(64)],
  ],
  [
    VersionName,
    ['v2', '1.2.3+build', 'ghcr.io/acme/api:v2@sha256:0f', 'a'.repeat(255)],
    ['', '-v2', '--force', '/etc', 'v 2', 'v2;ls', '$v', 'v2\n', 'a'.repeat(256)],
  ],
  [
    RolloutId,
    ['r-0123456789', 'r-zyxwvtsrqp'],
    ['r-012345678', 'r-01234567890', 'r-012345678i', 'r-012345678L', 'R-0123456789', '0123456789'],
  ],
  [Sha256, ['0123456789abcdef'.repeat(4)], ['0123456789abcdef'.repeat(3), '0123456789ABCDEF'.repeat(4)]],
] as const;

describe.each(cases)('name %#', (schema, good, bad) => {
  test.each(good)('%j is one', (text) => {
    expect(schema.parse(text)).toBe(text);
  });

  test.each(bad)('%j is none', (text) => {
    expect(schema.safeParse(text).success).toBe(false);
  });
});
