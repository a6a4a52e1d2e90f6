const opening = '<!-- belay:';
const closing = ' -->';

/**
 * The first line of whatever Belay writes, invisible to readers: by it a message is found again when the answer to
 * posting it was lost.
 */
export function marker(key: string): string {
  return `${opening}${encoded(key)}${closing}`;
}

/**
 * The key in the first line of a message; null when that is no marker. What people typed never stands in the first
 * line of Belay's messages. Who wrote the message must be asked as well: anybody can begin a comment like this.
 */
export function markedKey(body: string): string | null {
  const first = body.split(/\r?\n/, 1)[0] ?? '';
  if (!first.startsWith(opening) || !first.endsWith(closing)) return null;
  const text = first.slice(opening.length, -closing.length);
  if (!/^[\w./%!~*'()-]*$/.test(text)) return null;
  try {
    const key = decodeURIComponent(text);
    return encoded(key) === text ? key : null;
  } catch {
    return null;
  }
}

/** No key can end the comment. */
function encoded(key: string): string {
  return encodeURIComponent(key.toWellFormed()).replaceAll('%2F', '/').replaceAll('--', '-%2D');
}
