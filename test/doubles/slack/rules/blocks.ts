import { z } from 'zod';
import { Block } from './block.ts';

/** Why Slack takes a list of blocks or not; `blocks` are as they are kept, every block with an id. */
export type Checked =
  | { readonly kind: 'fine'; readonly blocks: readonly Block[] }
  | { readonly kind: 'refused'; readonly error: string; readonly messages: readonly string[] };

/** Found by trying; Slack documents no limit for all blocks together. */
const mostCharacters = 13_200;
const mostMarkdown = 12_000;

/** @param most 50 in a message, 100 in a view */
export function checkBlocks(given: unknown, most: number): Checked {
  const parsed = z.array(Block).max(most).safeParse(given);
  if (!parsed.success) return { kind: 'refused', error: 'invalid_blocks', messages: say(parsed.error) };
  const blocks = withIds(parsed.data);
  const doubled = [...doubledBlockIds(blocks), ...blocks.flatMap(doubledActionIds)];
  if (doubled.length > 0) return { kind: 'refused', error: 'invalid_blocks', messages: doubled };
  if (tables(blocks) > 1) return { kind: 'refused', error: 'only_one_table_allowed', messages: [] };
  if (characters(blocks) > mostCharacters || markdown(blocks) > mostMarkdown) {
    return { kind: 'refused', error: 'msg_blocks_too_long', messages: [] };
  }
  return { kind: 'fine', blocks };
}

/** Slack's wording: what is wrong, and where as a JSON pointer. */
export function say(error: z.ZodError): readonly string[] {
  return error.issues.map(
    (issue) => `[ERROR] ${issue.message} [json-pointer:/blocks/${issue.path.join('/')}]`,
  );
}

function withIds(blocks: readonly Block[]): readonly Block[] {
  return blocks.map((block, at) => ({ ...block, block_id: block.block_id ?? `b${at}${block.type}` }));
}

function doubledBlockIds(blocks: readonly Block[]): readonly string[] {
  return doubled(blocks.map(({ block_id }) => block_id)).map((id) => `block_id ${id} already exists`);
}

function doubledActionIds(block: Block): readonly string[] {
  return doubled(elementsOf(block).map(({ action_id }) => action_id)).map(
    (id) => `\`action_id\` "${id}" already exists for block_id "${block.block_id}"`,
  );
}

function doubled(ids: readonly (string | undefined)[]): readonly string[] {
  const named = ids.filter((id) => id !== undefined);
  return named.filter((id, at) => named.indexOf(id) !== at);
}

export interface Element {
  readonly type: string;
  readonly action_id?: string | undefined;
}

/** What people can click or fill in. */
export function elementsOf(block: Block): readonly Element[] {
  switch (block.type) {
    case 'actions':
      return block.elements;
    case 'input':
      return [block.element];
    case 'section':
      return block.accessory === undefined || block.accessory.type === 'image' ? [] : [block.accessory];
    default:
      return [];
  }
}

function tables(blocks: readonly Block[]): number {
  return blocks.filter(({ type }) => type === 'table').length;
}

function markdown(blocks: readonly Block[]): number {
  return blocks.reduce((sum, block) => sum + (block.type === 'markdown' ? block.text.length : 0), 0);
}

/** Every character that people read, wherever it stands. */
function characters(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + characters(one), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, one]) => sum + (key === 'text' && typeof one === 'string' ? one.length : characters(one)),
    0,
  );
}
