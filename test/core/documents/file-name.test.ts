import { expect, test } from 'vitest';
import { fileName } from '../../../src/core/documents/file-name.ts';

test.each([
  ['Report: shop v2.1.0 to production', 'report-shop-v2-1-0-to-production'],
  [
    'Report: a-service-with-a-long-name d6fde92930d4 to production-europe-west',
    'report-a-service-with-a-long-name-d6fde92930d4-to-production',
  ],
  ['x'.repeat(80), 'x'.repeat(60)],
  ['…', 'document'],
])('%s is %s as a file', (title, name) => {
  expect(fileName(title)).toBe(name);
});
