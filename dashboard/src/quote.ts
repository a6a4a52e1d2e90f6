/** Puts free text into one quoted argument of the grammar: backslash and quote are escaped by a backslash. */
export function quoted(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return `"${line.replace(/[\\"]/g, '\\$&')}"`;
}
