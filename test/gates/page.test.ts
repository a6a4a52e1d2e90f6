import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { BlockedBy } from '../../src/core/blocks/block.ts';
import { blockedBy, gates, refusals } from './rows.ts';

const flat = (text: string) => text.replace(/^> ?/gm, '').replace(/\s+/g, ' ').replaceAll('\\*', '*');
const page = flat(readFileSync('docs/gates.md', 'utf8'));
const sample = (text: string) => flat(text).replaceAll('r-0000000001', 'r-0123456789');

/** Not of a gate: nothing there was asked for. */
const elsewhere = ['no-rollout'];

describe('docs/gates.md', () => {
  test.each([...refusals()].filter(([code]) => !elsewhere.includes(code)))(
    'has what people read of %s as the code says it',
    (code, said) => {
      expect(page).toContain(`| \`${code}\` | ${sample(said).trim()}`);
    },
  );

  test.each(BlockedBy.options)('has what people read of a block by %s as the code says it', (by) => {
    const { refuses, opens } = gates[blockedBy[by]];
    const said = 'said' in refuses && refuses.said !== '' ? refuses.said : 'said' in opens ? opens.said : '';
    expect(said).not.toBe('');
    expect(page).toContain(sample(said));
  });
});
