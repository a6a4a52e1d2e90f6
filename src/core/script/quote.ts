/**
 * One argument that a POSIX shell takes exactly as it is.
 * @throws TypeError for what no argument can hold or what could hide from a reader: NUL, other control characters
 */
export function shellQuoted(text: string): string {
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(text)) {
    throw new TypeError('a control character cannot stand in a script');
  }
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** One line of a comment: nothing in it can end the comment. */
export function commentLine(text: string): string {
  return `# ${text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ').trim()}`;
}
