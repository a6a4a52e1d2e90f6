import type { Card } from '../../../src/core/card/card.ts';

/**
 * What to show while nobody has chosen: the newest live rollout, else the newest.
 * What is shown stays when it ends, so that its ending is seen; only a younger live one takes its place.
 */
export function defaultRollout(rollouts: readonly Card[], shown: string | null): string | null {
  const live = rollouts.find((card) => !card.over);
  const current = rollouts.find((card) => card.rollout === shown);
  if (current === undefined) return (live ?? rollouts[0])?.rollout ?? null;
  const replaced = current.over && live !== undefined && live.requestedAt > current.requestedAt;
  return replaced ? live.rollout : current.rollout;
}
