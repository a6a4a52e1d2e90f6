/**
 * What nobody types on purpose and what makes a line look like another one: control characters, zero-width
 * and bidirectional marks, lone surrogates, line and paragraph separators, invisible fillers.
 * Tab and line breaks separate words. The two variation selectors of emoji are let through.
 */
const unwelcome = /(?![\t\n\r]|\ufe0e|\ufe0f)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{DI}]/u;

/** @returns the first unwelcome character with its column (from 1, in code units), or null */
export function findUnwelcome(text: string): { readonly column: number; readonly code: string } | null {
  const found = unwelcome.exec(text);
  if (found === null) return null;
  const code = found[0].codePointAt(0) ?? 0;
  return { column: found.index + 1, code: `U+${code.toString(16).toUpperCase().padStart(4, '0')}` };
}

export function withoutUnwelcome(text: string): string {
  return text.replace(new RegExp(unwelcome, 'gu'), '');
}
