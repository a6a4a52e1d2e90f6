/**
 * JSON whose text depends on the value alone: keys sorted at every depth (whole numbers first, as
 * JavaScript orders them), no spaces, members that are undefined left out. What hashes are taken of.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value));
}

/** Sorted by UTF-16 code units: the same on every machine, unlike a locale's order. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  if ('toJSON' in value && typeof value.toJSON === 'function') return sorted(value.toJSON());
  // Assigned one by one, which is several times faster than from entries.
  const members: Record<string, unknown> = {};
  for (const key of Object.keys(value).sort()) {
    const member = sorted((value as Readonly<Record<string, unknown>>)[key]);
    if (key === '__proto__') Object.defineProperty(members, key, { value: member, enumerable: true });
    else members[key] = member;
  }
  return members;
}
