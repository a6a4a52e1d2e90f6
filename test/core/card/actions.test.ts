import { describe, expect, test } from 'vitest';
import { cardActions } from '../../../src/core/card/actions.ts';
import type { Gate } from '../../../src/core/rollout/gates/gate-plan.ts';
import type { Rollout } from '../../../src/core/rollout/state.ts';
import { aGate } from '../../builders/check.ts';
import { aPlan } from '../../builders/plan.ts';
import { aPerson, aRollout, examplePhases, rolloutId as id, noon } from '../../builders/rollout.ts';

/** It waits after its second stage, at a gate of this kind. */
function waiting(gate: Partial<Gate>): Rollout {
  const plan = aPlan();
  const stages = plan.stages.map((stage) => ({ ...stage, gate: aGate(gate) }));
  return aRollout({ plan: { ...plan, stages }, phase: examplePhases.waiting, gates: 1 });
}

const buttons = (rollout: Rollout) =>
  cardActions(rollout).map(({ label, command, verb }) => [label, command, verb]);

describe('the buttons of a gate', () => {
  test('confirm its statements, for a vote without them is refused', () => {
    expect(buttons(waiting({ confirms: ['support is told'] }))).toContainEqual([
      'Confirm all and approve',
      `approve ${id} --gate 1 --confirm all`,
      'approve',
    ]);
  });

  test('are what a round of sign-offs can decide, each with its own command', () => {
    expect(buttons(waiting({ decides: ['go-on', 'extend', 'roll-back'] })).slice(0, 3)).toEqual([
      ['Go on', `approve ${id} --gate 1`, 'approve'],
      ['Observe longer', `extend ${id} --gate 1`, 'approve'],
      ['Sign for rollback', `reject ${id} --gate 1`, 'reject'],
    ]);
  });

  test('go on past the statements of a round of sign-offs too', () => {
    const [yes] = buttons(waiting({ decides: ['go-on', 'roll-back'], confirms: ['support is told'] }));
    expect(yes).toEqual(['Go on', `approve ${id} --gate 1 --confirm all`, 'approve']);
  });
});

test('a rollback that waits for people can be hurried by those who may in an emergency', () => {
  const rollbackRequest = {
    gate: 2,
    by: aPerson(),
    reason: 'odd',
    gradual: false,
    since: noon,
    expiresAt: noon + 7_200_000,
    votes: [],
  };
  expect(buttons(aRollout({ rollbackRequest, gates: 2 })).slice(0, 3)).toEqual([
    ['Approve the rollback', `approve ${id} --gate 2`, 'approve'],
    ['Refuse the rollback', `reject ${id} --gate 2`, 'reject'],
    ['Roll back now, emergency', `rollback ${id} --emergency`, 'emergency-rollback'],
  ]);
});
