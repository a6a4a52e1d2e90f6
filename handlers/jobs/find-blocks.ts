import type { Block, BlockedBy } from '../../src/core/blocks/block.ts';
import type { Finding } from '../../src/core/rollout/finding.ts';
import { canBeBlocked, canBeBlockedBy } from '../../src/core/rollout/found-blocks.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import type { Instant, Millis } from '../../src/core/time.ts';
import type { Log } from '../../src/ports/log.ts';
import { createAskFirmly } from './ask-firmly.ts';

/** One thing that can keep a rollout from going forward. It may fail and take its time: it is never waited for long. */
export interface BlockSource {
  readonly by: BlockedBy;
  /** @returns null while it does not keep the rollout; `by` of the block is that of the source */
  find(rollout: Rollout, now: Instant): Promise<Block | null>;
}

/** Everything that keeps a rollout from going forward now. */
export type FindBlocks = (rollout: Rollout, now: Instant) => Promise<Finding>;

/** The way forward is decided after this, once; a breach is looked for meanwhile. */
const patience: Millis = 500;

/** Where nothing could stand in the way, nothing is asked. */
export function createFindBlocks(sources: readonly BlockSource[], log: Pick<Log, 'warn'>): FindBlocks {
  const askers = sources.map((source) => ({
    by: source.by,
    ...createAskFirmly(source, patience, log),
  }));
  return async (rollout, now) => {
    if (!canBeBlocked(rollout)) {
      for (const { forget } of askers) forget(rollout.id);
      return { kind: 'time' };
    }
    const asked = askers.filter(({ by }) => canBeBlockedBy(rollout, by));
    const found = await Promise.all(asked.map(({ ask }) => ask(rollout, now)));
    return { kind: 'blocks-found', blocks: found.filter((block) => block !== null) };
  };
}
