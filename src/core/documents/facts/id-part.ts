const longest = 40;

/** A name as a part of a fact's id: `5 %` is `5`, `Checkout errors` is `checkout-errors`. */
export function idPart(name: string): string {
  const part = name
    .toLowerCase()
    .replace(/[^a-z0-9.]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/gu, '')
    .slice(0, longest);
  return part === '' ? 'unnamed' : part;
}

/** Each name with a part of its own, in their order: names that would share one are numbered from the second on. */
export function idParts(names: readonly string[]): readonly string[] {
  const seen = new Map<string, number>();
  const taken = new Set<string>();
  return names.map((name) => {
    const part = idPart(name);
    let count = (seen.get(part) ?? 0) + 1;
    while (taken.has(numbered(part, count))) count += 1;
    seen.set(part, count);
    taken.add(numbered(part, count));
    return numbered(part, count);
  });
}

function numbered(part: string, count: number): string {
  return count === 1 ? part : `${part}-${count}`;
}
