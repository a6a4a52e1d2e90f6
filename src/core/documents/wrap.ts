/** Breaks a line at spaces; a word longer than `width` is broken where it must. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((one) => pieces(one, width))) {
    if (line === '') line = word;
    else if (length(line) + 1 + length(word) <= width) line = `${line} ${word}`;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

/** Characters as people count them, near enough for a terminal without wide scripts. */
export function length(text: string): number {
  return Array.from(text).length;
}

function pieces(word: string, width: number): readonly string[] {
  const characters = Array.from(word);
  if (characters.length <= width) return [word];
  const count = Math.ceil(characters.length / width);
  return Array.from({ length: count }, (_, index) =>
    characters.slice(index * width, (index + 1) * width).join(''),
  );
}
