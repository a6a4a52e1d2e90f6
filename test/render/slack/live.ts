import type { KnownBlock } from '@slack/types';
import type { SlackMessage } from '../../../src/render/slack/message.ts';
import { toneEmoji } from '../../../src/render/slack/tone.ts';

const ownEmoji = new Set<string>([
  ...Object.values(toneEmoji),
  'hand',
  'white_check_mark',
  'no_entry',
  'no_entry_sign',
  'hourglass',
  'leftwards_arrow_with_hook',
  'white_large_square',
  'warning',
]);

/** Where a message does something with text instead of showing it; empty when nothing does. */
export function liveParts({ text, blocks }: SlackMessage): readonly string[] {
  return [...liveMrkdwn(text), ...blocks.flatMap((block) => liveIn(block))];
}

/** Everything that can be live has a type of its own: whatever is not on this list counts as live. */
export function liveIn(block: KnownBlock): readonly string[] {
  const found: string[] = [];
  walk(block, (node) => {
    switch (node['type']) {
      case 'plain_text':
        if (node['emoji'] !== false) found.push('emoji of plain text');
        if (/\n/.test(String(node['text']))) found.push('line break in plain text');
        return;
      case 'mrkdwn':
        if (!/^<!date\^\d+\^\{date_short_pretty\} at \{time\}\|[\d:.TZ-]+>$/.test(String(node['text']))) {
          found.push(`mrkdwn ${String(node['text'])}`);
        }
        return;
      case 'emoji':
        if (!ownEmoji.has(String(node['name']))) found.push(`emoji ${String(node['name'])}`);
        return;
      case 'text':
        if (/[\r\u2028\u202e\u200b]/.test(String(node['text']))) found.push('control character');
        return;
      case 'link':
        if (!String(node['url']).startsWith('https://metrics.example/?'))
          found.push(`link ${String(node['url'])}`);
        if (/[\r\n\u2028\u202e\u200b]/.test(String(node['text']))) found.push('control character');
        return;
      case 'date':
      case 'rich_text':
      case 'rich_text_section':
      case 'rich_text_quote':
      case 'rich_text_preformatted':
      case 'header':
      case 'context':
      case 'actions':
      case 'button':
      case 'divider':
      case 'input':
      case 'plain_text_input':
      case 'static_select':
      case undefined:
        return;
      default:
        found.push(`type ${String(node['type'])}`);
    }
  });
  return found;
}

function walk(value: unknown, visit: (node: Readonly<Record<string, unknown>>) => void): void {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) visit(value as Readonly<Record<string, unknown>>);
  for (const one of Object.values(value)) walk(one, visit);
}

/** Slack's own reading of a line of mrkdwn, stricter than Slack: whatever could mean something. */
export function liveMrkdwn(text: string): readonly string[] {
  const patterns: Readonly<Record<string, RegExp>> = {
    'control sequence': /[<>]/,
    'unescaped ampersand': /&(?!amp;|lt;|gt;)/,
    bold: /\*/,
    strike: /~/,
    code: /`/,
    italic: /(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/u,
    emoji: /:[a-z0-9_+'-]+:/i,
    address: /:\/\/|[\p{L}\p{N}_-]\.\p{L}/u,
    mention: /[@#](?!\u2060)./u,
    quote: /^(&gt;|>)/m,
    'line break': /[\n\r\u2028]/,
  };
  return Object.entries(patterns).flatMap(([name, pattern]) =>
    pattern.test(text) ? [`${name}: ${text}`] : [],
  );
}
