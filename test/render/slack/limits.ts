import type { SlackMessage } from '../../../src/render/slack/message.ts';
import { checkBlocks } from '../../doubles/slack/rules/blocks.ts';

/** What Slack's rules say against a message; empty when nothing. */
export function refusals({ text, blocks }: SlackMessage): readonly string[] {
  const checked = checkBlocks(blocks, 50);
  return [
    ...(checked.kind === 'refused' ? [checked.error, ...checked.messages] : []),
    ...(text.length > 4000 ? ['text too long'] : []),
    ...(blocks.length === 0 ? ['no blocks'] : []),
    ...emptyTexts(blocks),
  ];
}

/** Slack refuses a piece of rich text without text, which the double does not look into. */
function emptyTexts(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  const node = value as Readonly<Record<string, unknown>>;
  const own = node['type'] === 'text' && node['text'] === '' ? ['empty text'] : [];
  return [...own, ...Object.values(node).flatMap(emptyTexts)];
}

/** Every text that people read, joined. */
export function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join('');
  if (typeof value !== 'object' || value === null) return '';
  return Object.entries(value)
    .map(([key, one]) => (key === 'text' && typeof one === 'string' ? one : textOf(one)))
    .join('');
}
