/** How NUL and half a surrogate pair stand in JSON text. */
const suspect = /\\u(0000|d[89a-f])/;

/**
 * A value as plain JSON that PostgreSQL takes: its text holds neither NUL nor half a surrogate pair, so those
 * become U+FFFD (a step's output may contain anything). What is hashed is what is stored.
 */
export function storable(value: unknown): unknown {
  if (!suspect.test(JSON.stringify(value))) return value;
  const cleaned = JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'string' ? storableString(member) : member,
  );
  return JSON.parse(cleaned);
}

/** The same, as text for a `jsonb` column. */
export function storableText(value: unknown): string {
  return JSON.stringify(storable(value));
}

export function storableString(text: string): string {
  return text.replaceAll('\0', '\u{fffd}').toWellFormed();
}
