import type { Block, Blocks } from './block.ts';

interface WithBlocks {
  readonly blocks: Blocks;
}

/** What keeps it from going forward now, the longest standing first. */
export function blocksOf({ blocks }: WithBlocks): readonly Block[] {
  return Object.values(blocks).toSorted((one, other) => one.since - other.since);
}

export function isBlocked({ blocks }: WithBlocks): boolean {
  return Object.keys(blocks).length > 0;
}
