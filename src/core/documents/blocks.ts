import type { Block } from './tree.ts';

export function heading(text: string): Block {
  return { kind: 'heading', text };
}

export function paragraph(text: string): Block {
  return { kind: 'paragraph', text };
}

export function list(items: readonly string[]): Block {
  return { kind: 'list', items: [...items] };
}

export function facts(...rows: readonly (readonly [name: string, value: string])[]): Block {
  return { kind: 'facts', rows: rows.map(([name, value]) => ({ name, value })) };
}

export function table(columns: readonly string[], rows: readonly (readonly string[])[]): Block {
  return { kind: 'table', columns: [...columns], rows: rows.map((row) => [...row]) };
}

export type ChecklistItem = Extract<Block, { kind: 'checklist' }>['items'][number];

/** @param done null is a box that only a person can tick */
export function item(text: string, done: boolean | null, evidence: string | null = null): ChecklistItem {
  return { text, done, evidence };
}

export function boxes(items: readonly ChecklistItem[]): Block {
  return { kind: 'checklist', items: [...items] };
}

export function code(lines: readonly string[]): Block {
  return { kind: 'code', lines: [...lines] };
}
