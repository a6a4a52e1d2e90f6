import type { Block } from '../../src/core/blocks/block.ts';
import type { Finding } from '../../src/core/rollout/finding.ts';
import { canBeBlocked } from '../../src/core/rollout/found-blocks.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import type { Instant } from '../../src/core/time.ts';

/** One thing that can keep a rollout from going forward; null while it does not. */
export type BlockSource = (rollout: Rollout, now: Instant) => Promise<Block | null>;

/** Everything that keeps a rollout from going forward now. */
export type FindBlocks = (rollout: Rollout, now: Instant) => Promise<Finding>;

/** Where nothing could stand in the way, nothing is asked. */
export function createFindBlocks(sources: readonly BlockSource[]): FindBlocks {
  return async (rollout, now) => {
    if (!canBeBlocked(rollout)) return { kind: 'time' };
    const found = await Promise.all(sources.map((source) => source(rollout, now)));
    return { kind: 'blocks-found', blocks: found.filter((block) => block !== null) };
  };
}
