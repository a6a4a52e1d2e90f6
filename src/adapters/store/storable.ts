/**
 * A value as plain JSON that PostgreSQL takes: its text holds neither NUL nor half a surrogate pair, so those
 * become U+FFFD (a step's output may contain anything). What is hashed is what is stored.
 */
export function storable(value: unknown): unknown {
  const text = JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'string' ? storableString(member) : member,
  );
  return JSON.parse(text);
}

/** The same, as text for a `jsonb` column. */
export function storableText(value: unknown): string {
  return JSON.stringify(storable(value));
}

export function storableString(text: string): string {
  return text.replaceAll('\0', '\u{fffd}').toWellFormed();
}
