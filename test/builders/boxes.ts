import type { Box, BoxList } from '../../src/core/checklist/box.ts';

/** A required box that only people can tick. */
export function aBox(where: string, overrides: Partial<Box> & Pick<Box, 'text'>): Box {
  const id = `${where}/${overrides.text.replaceAll(' ', '-')}`;
  return { id, required: true, evidence: null, proof: null, ...overrides };
}

export function aBoxList(where: string, ...boxes: readonly (Partial<Box> & Pick<Box, 'text'>)[]): BoxList {
  return { title: null, boxes: boxes.map((box) => aBox(where, box)) };
}
