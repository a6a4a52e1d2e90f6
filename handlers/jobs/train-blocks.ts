import { setTimeout as sleep } from 'node:timers/promises';
import { unknownBlock } from '../../src/core/blocks/unknown.ts';
import type { Millis } from '../../src/core/time.ts';
import { trainBlock } from '../../src/core/trains/forward.ts';
import { inTrain } from '../../src/core/trains/members.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import { trainMembers } from '../../src/ledger/train-members.ts';
import type { BlockSource } from './find-blocks.ts';

/** Shorter than a source is waited for: an older answer was about an earlier stage and must not count for the next. */
const patience: Millis = 400;

/** A rollout does not go ahead of those before it in its train. */
export function createTrainBlocks(ledger: Pick<Ledger, 'load'>): BlockSource {
  return {
    by: 'train',
    async find(rollout) {
      if (!inTrain(rollout)) return null;
      const late = new AbortController();
      const members = await Promise.race([
        trainMembers(ledger, rollout.train, rollout).catch(() => null),
        sleep(patience, null, { signal: late.signal }).catch(() => null),
      ]);
      late.abort();
      return members === null ? unknownBlock('train') : trainBlock(rollout, members);
    },
  };
}
