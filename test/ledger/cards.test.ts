import { expect, it } from 'vitest';
import type { Access } from '../../src/core/access/access.ts';
import { RoleName } from '../../src/core/ids.ts';
import { createCards } from '../../src/ledger/cards.ts';
import { aRollout, examplePhases, noon } from '../builders/rollout.ts';
import { storyPlan } from '../builders/story.ts';

const rollout = aRollout({ phase: examplePhases.observing, plan: storyPlan() });
const lead = [RoleName.parse('lead')];

function offered(access: Access) {
  const cards = createCards(
    access,
    [],
    (id) => id,
    () => ({ undoByHand: () => [] }),
  );
  return cards(rollout, noon).actions.map(({ verb }) => verb);
}

it('a card leaves out what nobody may do in its environment', () => {
  const general = { promote: lead, 'promote-all': lead, pause: lead, rollback: 'anyone' } as const;
  expect(offered({ general, environments: {} })).toEqual(['promote', 'promote-all', 'pause', 'rollback']);
  const { 'promote-all': _, ...less } = general;
  expect(offered({ general: less, environments: {} })).toEqual(['promote', 'pause', 'rollback']);
  const environments = { [rollout.plan.environment]: { 'promote-all': [], pause: [] } };
  expect(offered({ general, environments })).toEqual(['promote', 'rollback']);
});
