/**
 * JSON whose text depends on the value alone: keys sorted at every depth (whole numbers first, as
 * JavaScript orders them), no spaces, members that are undefined left out. What hashes are taken of.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value));
}

/** Sorted by UTF-16 code units: the same on every machine, unlike a locale's order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  if ('toJSON' in value && typeof value.toJSON === 'function') return sorted(value.toJSON());
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, member]) => [key, sorted(member)]));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
