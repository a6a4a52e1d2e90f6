import { type Config, slotRules } from '../config/config.ts';
import type { Target } from '../core/rollout/plan.ts';
import type { RolloutIndex, Slot } from '../ports/store.ts';

/** Who serves everybody in a slot: what the last completed rollout left, or else what belay.yml declares. */
export type FindStable = (slot: Slot) => Promise<Target | null>;

export function createFindStable(config: Config, index: Pick<RolloutIndex, 'stable'>): FindStable {
  return async (slot) => (await index.stable(slot))?.target ?? slotRules(config, slot)?.stable ?? null;
}
