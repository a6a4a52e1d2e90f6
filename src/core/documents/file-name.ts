const longest = 60;

/**
 * The name of a file with a document of this title, without its ending: small letters, digits and hyphens, which no
 * place changes. A long one ends with a whole word.
 */
export function fileName(title: string): string {
  const words = title.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  let name = '';
  for (const word of words) {
    const more = name === '' ? word.slice(0, longest) : `${name}-${word}`;
    if (more.length > longest) break;
    name = more;
  }
  return name === '' ? 'document' : name;
}
