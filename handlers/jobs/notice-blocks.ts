import { noticeBlock } from '../../src/core/risk/notice.ts';
import type { BlockSource } from './find-blocks.ts';

/** Releases of a risky tier wait until people were told long enough. */
export const noticeBlocks: BlockSource = {
  by: 'notice',
  find: async (rollout, now) => noticeBlock(rollout, now),
};
