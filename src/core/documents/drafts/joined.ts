/** A part of a paragraph as it will stand there. */
export interface Part {
  readonly kind: 'text' | 'fact' | 'comparison';
  readonly words: string;
}

const opening = /[(“‘"]$/u;
const closing = /^([,.;:!?)”’]|['’]s\b|["](\W|$))/u;

/**
 * The parts of a paragraph as one line: a space between them wherever a reader expects one. Gates read a paragraph
 * through this function too, so that they see what people will.
 */
export function joined(parts: readonly Part[]): string {
  let line = '';
  for (const { words } of parts) {
    const next = words.replace(/\s+/gu, ' ').trim();
    if (next === '') continue;
    line =
      line === '' || opening.test(line.slice(-1)) || closing.test(next)
        ? `${line}${next}`
        : `${line} ${next}`;
  }
  return line;
}
