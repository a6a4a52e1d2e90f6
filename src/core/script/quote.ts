/**
 * One argument that a POSIX shell takes exactly as it is.
 * @throws TypeError for what no argument can hold or what could hide from a reader: other control characters than line breaks and tabs
 */
export function shellQuoted(text: string): string {
  if (hidden.test(text)) {
    throw new TypeError('a control character cannot stand in a script');
  }
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

const hidden = /[^\P{Cc}\n\t]|[\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Zl}\p{Zp}]/u;

/** One line of a comment: nothing in it can end the comment. */
export function commentLine(text: string): string {
  return `# ${text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ').trim()}`;
}
