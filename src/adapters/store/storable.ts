import { canonicalJson } from '../../core/canonical-json.ts';

/** How NUL and half a surrogate pair stand in JSON text. */
const suspect = /\\u(0000|d[89a-f])/;

/**
 * A value as canonical JSON that PostgreSQL takes: it holds neither NUL nor half a surrogate pair, so those become
 * U+FFFD (a step's output may contain anything). What is hashed is what is stored.
 */
export function storableJson(value: unknown): string {
  const text = canonicalJson(value);
  return suspect.test(text) ? canonicalJson(cleaned(value)) : text;
}

/** Any JSON of it, for a `jsonb` column. */
export function storableText(value: unknown): string {
  const text = JSON.stringify(value);
  return suspect.test(text) ? JSON.stringify(cleaned(value)) : text;
}

function cleaned(value: unknown): unknown {
  const text = JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'string' ? storableString(member) : member,
  );
  return JSON.parse(text);
}

export function storableString(text: string): string {
  return text.replaceAll('\0', '\u{fffd}').toWellFormed();
}
