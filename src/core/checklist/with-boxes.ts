import type { Box, BoxList } from './box.ts';

/** Boxes after those of a list. The same words stand once, and every id stays unique. Undefined without any. */
export function withBoxes(list: BoxList | undefined, added: readonly Box[]): BoxList | undefined {
  const boxes = [...(list?.boxes ?? [])];
  for (const box of added) {
    if (boxes.some(({ text }) => text === box.text)) continue;
    boxes.push({ ...box, id: freeId(box.id, boxes) });
  }
  return boxes.length === 0 ? undefined : { title: list?.title ?? null, boxes };
}

function freeId(id: string, boxes: readonly Box[]): string {
  const taken = new Set(boxes.map((box) => box.id));
  let next = id;
  for (let count = 2; taken.has(next); count += 1) next = `${id}--${count}`;
  return next;
}
