import type { KnownBlock } from '@slack/types';
import { limits } from './limits.ts';
import type { SlackMessage } from './message.ts';

/** How much of a message's room the blocks take. */
export function blocksLength(blocks: readonly KnownBlock[]): number {
  return JSON.stringify(blocks).length;
}

export function fitsOneMessage(blocks: readonly KnownBlock[]): boolean {
  return blocks.length <= limits.blocksPerMessage && blocksLength(blocks) <= limits.blocksJson;
}

/** The same blocks in as many messages as they need, in order. Each block by itself must fit one. */
export function inMessages(text: string, blocks: readonly KnownBlock[]): readonly SlackMessage[] {
  const pages: KnownBlock[][] = [[]];
  for (const block of blocks) {
    const page = pages.at(-1) ?? [];
    if (page.length > 0 && !fitsOneMessage([...page, block])) pages.push([block]);
    else page.push(block);
  }
  return pages
    .filter((page) => page.length > 0)
    .map((page, index) => ({
      text: pages.length === 1 ? text : `${text} (${index + 1} of ${pages.length})`,
      blocks: page,
    }));
}

/** The first of several forms, the fullest first, that fits one message; the last when none does. */
export function fullestThatFits<T extends { readonly blocks: readonly KnownBlock[] }>(
  forms: readonly (() => T)[],
): T | null {
  let last: T | null = null;
  for (const form of forms) {
    last = form();
    if (fitsOneMessage(last.blocks)) return last;
  }
  return last;
}
