/** Keys whose values are not quoted back, whatever else is wrong with the line. */
const secretKey =
  /((?:^|[\s{,"'])[\w-]*(?:tok\w*|secret\w*|passw\w*|pwd|api[_-]?key|private_?key|credential\w*|authorization)["']?\s*:\s*).+$/i;

/** Shapes of well-known tokens, and passwords in addresses. */
const tokenShapes =
  /\b(xox[a-z]-|xapp-|gh[a-z]_|github_pat_|sk-|AKIA|eyJ|-----BEGIN)[^\s"'},]*|(?<=:\/\/)[^\s/@"']+@/g;

/** A line of the file that can be shown: what is or looks like a secret is an ellipsis. */
export function maskLine(line: string): string {
  return line.replace(secretKey, '$1…').replaceAll(tokenShapes, '…');
}

/** Hides everything behind the place at which a secret stands; later lines of it are hidden whole. */
export function hideFrom(line: string, column: number): string {
  return `${line.slice(0, Math.max(0, column - 1))}…`;
}
