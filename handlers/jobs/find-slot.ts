import { isBlocked } from '../../src/core/blocks/blocked.ts';
import { isFrozen } from '../../src/core/budget/budget.ts';
import type { Finding } from '../../src/core/rollout/finding.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import type { Budgets } from '../../src/ledger/budgets.ts';
import type { FindStable } from '../../src/ledger/find-stable.ts';
import type { RolloutIndex } from '../../src/ports/store.ts';

/** Whether a queued rollout's turn has come; null when it has not, or when it is not queued. */
export type FindSlot = (rollout: Rollout) => Promise<Finding | null>;

export function createFindSlot(
  index: Pick<RolloutIndex, 'owner' | 'queued'>,
  findStable: FindStable,
  budgets: Pick<Budgets, 'kept'>,
): FindSlot {
  return async (rollout) => {
    if (rollout.phase.kind !== 'queued' || isBlocked(rollout)) return null;
    if ((await index.owner(rollout.plan)) !== null) return null;
    const [first] = await index.queued(rollout.plan);
    if (first !== undefined && first.id !== rollout.id) return null;
    const stable = await findStable(rollout.plan);
    if (stable === null) return null;
    const kept = await budgets.kept(rollout.plan);
    const criticalOnly = kept.find(({ level }) => level === 'critical-only');
    const frozen = criticalOnly ?? kept.find(({ level }) => isFrozen(level));
    if (frozen === undefined) return { kind: 'slot-free', stable };
    return {
      kind: 'slot-free',
      stable,
      frozen: whyNot(frozen.budget),
      criticalOnly: criticalOnly !== undefined,
    };
  };
}

function whyNot(budget: string): string {
  return `the error budget ${budget} froze while it waited; \`budget\` shows when releases go on`;
}
