import { describe, expect, it } from 'vitest';
import type { Recorded } from '../../src/core/rollout/events.ts';
import { recordedRollout, recordedRollouts } from './read-recorded.ts';
import { stories } from './tape/stories.ts';

describe('the recorded rollouts', () => {
  const recorded = recordedRollouts();

  it('are at least a dozen, each with an end of its own', () => {
    expect(recorded.length).toBeGreaterThanOrEqual(12);
    const ends = new Set(recorded.map(({ rollout }) => rollout.phase.kind));
    expect(ends).toEqual(new Set(['completed', 'rolled-back', 'cancelled', 'waiting']));
  });

  /** Else the documents are tried on rollouts that the core would not decide so any more. */
  it.each(Object.entries(stories))('are what the core decides today: %s', (name, tell) => {
    const again = 'node test/recorded/tape/record.ts writes them anew';
    expect(tell().events().map(outline), again).toEqual(recordedRollout(name).events.map(outline));
  });
});

function outline({ seq, at, event }: Recorded): string {
  return `${seq} ${at} ${event.kind}`;
}
