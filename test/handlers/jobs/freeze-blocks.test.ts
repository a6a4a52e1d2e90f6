import { describe, expect, it } from 'vitest';
import { createFreezeBlocks, createIncidentBlocks } from '../../../handlers/jobs/freeze-blocks.ts';
import { createRequirementBlocks } from '../../../handlers/jobs/stage-blocks.ts';
import { somebodyElse } from '../../../src/core/budget/critical-fix.ts';
import type { PlanBody } from '../../../src/core/rollout/plan.ts';
import { ana, type Live, live, stages } from '../../core/rollout/live.ts';

const holidays = { reason: 'holidays', from: 0, to: 9_000_000_000_000, zone: 'UTC' };
const sources = [
  createFreezeBlocks({
    windows: async () => ({ current: holidays, next: null, unknown: null, troubles: [] }),
  }),
  createIncidentBlocks({ stopping: async () => 'an alert fires' }),
];

async function blocksOf(one: Live): Promise<readonly string[]> {
  const found = await Promise.all(sources.map((source) => source.find(one.rollout(), one.world.now)));
  return found.flatMap((block) => (block === null ? [] : [`${block.by}: ${block.sentence}`]));
}

const [first, ...rest] = stages();
const gated = (requesterMayApprove: boolean): Partial<PlanBody> => ({
  critical: true,
  stages: first === undefined ? [] : [{ ...first, gate: { ...somebodyElse, requesterMayApprove } }, ...rest],
});
const approve = { kind: 'approve', bound: { gate: null, commit: null } } as const;

describe('a critical fix and what forbids releases', () => {
  it('waits like any other when it was asked for before and nobody else has agreed to it', async () => {
    const found = await blocksOf(live({ critical: true }));
    expect(found).toHaveLength(2);
    for (const sentence of found)
      expect(sentence).toContain('nobody else has agreed to this critical fix, so it waits too');
  });

  it('goes on once somebody else has agreed, and not because its requester has', async () => {
    const one = live(gated(false));
    one.at(0.001, 5000);
    expect(await blocksOf(one)).toHaveLength(2);
    one.tell(approve, ana);
    expect(await blocksOf(one)).toEqual([]);
    const own = live(gated(true));
    own.at(0.001, 5000);
    own.tell(approve, ana);
    expect(await blocksOf(own)).toHaveLength(2);
  });

  it('that others are asked about before it begins goes', async () => {
    expect(await blocksOf(live({ critical: true, entry: somebodyElse }))).toEqual([]);
  });

  it('keeps to what its stages require', async () => {
    const required = { noCriticalAlertFor: 3_600_000 };
    const needing = stages().map((stage) => ({ ...stage, requires: required }));
    const one = live({ critical: true, stages: needing });
    const quiet = createRequirementBlocks(
      { lastAlert: async () => one.world.now, lastReport: async () => null },
      [],
    );
    expect(await quiet.find(one.rollout(), one.world.now)).toMatchObject({ by: 'requirement' });
  });
});
