import { heading, paragraph } from './blocks.ts';
import type { Block } from './tree.ts';

/** Stands where hypotheses would: code claims no cause. A document with hypotheses of a model goes without it. */
export const noHypotheses: readonly Block[] = [
  heading('Hypotheses'),
  paragraph('None. Belay itself states no causes, only what was recorded.'),
];

/** By what it says: a document that was kept is not made of the same objects any more. */
export function saysNoHypotheses(block: Block): boolean {
  return noHypotheses.some(
    (one) => 'text' in one && 'text' in block && one.kind === block.kind && one.text === block.text,
  );
}
