import { excerpt } from './reading.ts';
import type { TextGate } from './text-gate.ts';

const patterns = [
  /\b[a-z][a-z0-9+.-]*:\/\//u,
  /\b(?:hxxps?|https?|ftp|mailto|javascript|vbscript)\b/u,
  /\bwww\b/u,
  /[^\s,.;:!?]@[^\s]/u,
  // A dot between letters makes an address of two words; `e.g.` and `i.e.` are none.
  /(?<![\p{L}\p{N}])(?!(?:e\.g|i\.e|a\.m|p\.m)(?![\p{L}]))[\p{L}\p{N}-]+\.[\p{L}\p{N}]{1,}/u,
  /\bdot\s*(?:com|io|net|org|dev|app|sh|ai|co|info|xyz|ru|cn|me)\b/u,
  /\[\s*dot\s*\]|\(\s*dot\s*\)/u,
  /:[^\s”’"')]/u,
  / \.\s*\p{L}/u,
  /\/\//u,
];

export const links: TextGate = {
  gate: 'link',
  objection: ({ folded }) => {
    const found = patterns.map((one) => one.exec(folded)).find((one) => one !== null);
    return found === undefined
      ? null
      : `Links and addresses cannot stand in text (${excerpt(found[0])}); put a space after every full stop and colon.`;
  },
};
