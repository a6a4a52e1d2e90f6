/** What stands where a secret stood. */
export const gone = '[secret removed]';

/** Each match is a secret as a whole, apart from `kept`, which says whose it was. No pattern looks further than it must. */
const shapes: readonly RegExp[] = [
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [^-]{0,60}-----|$)/gu,
  /(?<kept>:\/\/)[^\s/]{1,400}@/gu,
  /\beyJ[\w-]{5,}\.[\w-]{5,}(?:\.[\w-]*){0,3}/gu,
  /\b(?:xox[a-z]-|xapp-|gh[a-z]_|github_pat_|glpat-|npm_|sk-|AIza|ya29\.|SG\.)[\w.-]{12,}/gu,
  /\b(?:sk|rk|pk)_(?:live|test)_\w{8,}/gu,
  /\b(?:AKIA|ASIA)[A-Z0-9]{12,}/gu,
  /(?<kept>\bbearer\s{1,4})(?=[\w.~+/=-]{0,80}\d)[\w.~+/=-]{8,}/giu,
  /(?<kept>\bauthorization["']?\s{0,4}[:=]\s{0,4}["']?)[^\n"']{4,}/giu,
  /(?<kept>(?<![A-Za-z0-9])[\w-]{0,40}(?:secret|token|passw(?:or)?d|passphrase|pwd|api[_-]?key|access[_-]?key|private[_-]?key|credentials?)[\w-]{0,20}["']?\s{0,4}(?:[:=]|=>)\s{0,4}["']?)[^\s"',;[]{4,}/giu,
];

const assigned =
  /(?<kept>(?<![\w-])[\w.-]{1,40}["']?\s{0,4}[:=]\s{0,4}["']?)(?<value>[\w+/=-]{20,400})(?![\w+/=-])/gu;

/** Bits of chance per character above which a value is taken for a key. Hexadecimal digits have 4 at most: commits stay. */
const random = 4;

/** Tokens, keys and passwords by their shape, in time that grows with the text alone. */
export function withoutSecretShapes(text: string): { readonly text: string; readonly secrets: number } {
  let secrets = 0;
  const hide = (kept = '') => {
    secrets += 1;
    return `${kept}${gone}`;
  };
  const shaped = shapes.reduce(
    (left, shape) => left.replace(shape, (...match) => hide(groupsOf(match)['kept'])),
    text,
  );
  const left = shaped.replace(assigned, (whole, ...match) => {
    const { kept, value = '' } = groupsOf(match);
    return entropy(value) > random ? hide(kept) : whole;
  });
  return { text: left, secrets };
}

function groupsOf(match: readonly unknown[]): Readonly<Record<string, string | undefined>> {
  const last = match.at(-1);
  return typeof last === 'object' && last !== null ? (last as Record<string, string | undefined>) : {};
}

/** Shannon's, in bits per character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((bits, count) => {
    const share = count / text.length;
    return bits - share * Math.log2(share);
  }, 0);
}
