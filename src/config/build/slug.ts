const longest = 40;

/** A short id for each text, of small letters, digits and hyphens, unique in the list and the same every time. */
export function slugs(texts: readonly string[]): readonly string[] {
  const taken = new Map<string, number>();
  return texts.map((text) => {
    const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
    const slug = words.join('-').slice(0, longest).replace(/-$/, '') || 'item';
    const count = (taken.get(slug) ?? 0) + 1;
    taken.set(slug, count);
    return count === 1 ? slug : `${slug}--${count}`;
  });
}
