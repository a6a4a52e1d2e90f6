import { plainLine } from '../../core/prose.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand between tags and in a quoted attribute; one line, and nothing in it is markup. */
export function escapeHtml(text: string): string {
  return entitiesOf(plainLine(text));
}

/** A line of code: its spaces stay. */
export function escapeCode(line: string): string {
  return entitiesOf(line.replaceAll('\t', '  ').replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, ''));
}

function entitiesOf(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}
