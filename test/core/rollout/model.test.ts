import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RolloutEvent } from '../../../src/core/rollout/events.ts';
import { fold } from '../../../src/core/rollout/evolve.ts';
import { aTarget } from '../../builders/plan.ts';
import { audit } from './audit.ts';
import { endsSafe } from './invariants.ts';
import { commands, settle } from './model-commands.ts';
import { World } from './world.ts';

/** What the log holds is read back as it was written, and says the same as the state that was kept beside it. */
function isReadBack(world: World): void {
  for (const [id, log] of world.logs) {
    const read = log.map((one) => ({
      ...one,
      event: RolloutEvent.parse(JSON.parse(JSON.stringify(one.event))),
    }));
    expect(fold(read)).toEqual(world.get(id));
  }
}

describe('any sequence of commands, verdicts, crashes and duplicates', () => {
  // Fifteen hundred stories take their time where other tests run beside them.
  test('keeps weights, rollbacks, gates, pauses and the slot as they must be', { timeout: 120_000 }, () => {
    const phases = new Set<string>();
    const kinds = new Set<string>();
    fc.assert(
      fc.property(fc.commands(commands, { maxCommands: 80, size: 'max' }), (all) => {
        const world = new World(aTarget('v1'));
        fc.modelRun(() => ({ model: {}, real: world }), all);
        for (const rollout of world.rollouts()) phases.add(rollout.phase.kind);
        // Whatever happened, a rollback that was ordered ends with stable serving everybody.
        settle(world);
        endsSafe(world);
        for (const log of world.logs.values()) {
          audit(log);
          for (const { event } of log) kinds.add(event.kind);
        }
        isReadBack(world);
      }),
      // Making a failure small takes longer than the test may: the printed seed and path do it, without this.
      { numRuns: 1500, endOnFailure: true },
    );
    // The model is worth something only if it gets everywhere.
    expect([...phases]).toEqual(
      expect.arrayContaining(['cancelled', 'completed', 'observing', 'rolled-back', 'waiting', 'shifting']),
    );
    expect(
      RolloutEvent.options.map(({ shape }) => shape.kind.value).filter((kind) => !kinds.has(kind)),
    ).toEqual([]);
  });
});
