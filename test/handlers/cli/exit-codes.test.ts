import { expect, test } from 'vitest';
import { exitCodeOf } from '../../../handlers/cli/print-reply.ts';
import type { Found } from '../../../src/core/reply.ts';

const tree = {
  title: 'Verification script',
  summary: 'What it came to.',
  draftedBy: 'template',
  draftedWhy: 'Because.',
  at: 0,
  blocks: [],
} as const;

test('an exit code tells what was found out, and what could not be is no success', () => {
  const codes = (['passed', 'failed', 'open'] satisfies Found[]).map((found) =>
    exitCodeOf({ kind: 'document', tree: { ...tree, blocks: [] }, found }),
  );
  expect(codes).toEqual([0, 1, 3]);
  expect(exitCodeOf({ kind: 'document', tree: { ...tree, blocks: [] } })).toBe(0);
});
