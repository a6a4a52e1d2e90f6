import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { recordedRollouts } from './read-recorded.ts';
import { stories } from './tape/stories.ts';

describe('the recorded rollouts', () => {
  const recorded = recordedRollouts();

  it('are at least a dozen, each with an end of its own', () => {
    expect(recorded.length).toBeGreaterThanOrEqual(12);
    const ends = new Set(recorded.map(({ rollout }) => rollout.phase.kind));
    expect(ends).toEqual(new Set(['completed', 'rolled-back', 'cancelled', 'waiting']));
  });

  /** Else the documents are tried on rollouts that the core would not write any more. */
  it.each(Object.entries(stories))('are what the core writes today: %s', (name, tell) => {
    const lines = tell()
      .events()
      .map((event) => `${JSON.stringify(event)}\n`);
    const file = readFileSync(new URL(`./logs/${name}.jsonl`, import.meta.url), 'utf8');
    expect(lines.join('') === file, 'node test/recorded/tape/record.ts writes them anew').toBe(true);
  });
});
