import ignore from 'ignore';

/** Whether a changed file is meant by a pattern. */
export type Matches = (path: string) => boolean;

/** Longer names no repository has; matching them would take long enough to be an attack. */
const longestPath = 4096;
const longestName = 255;
const deepestPath = 64;

/**
 * A pattern as .gitignore and CODEOWNERS write it: `*.sql` anywhere, `/docs` at the root, `src/payments/` with everything
 * beneath, `**` across folders. Upper and lower case are different.
 */
export function matcherOf(pattern: string): Matches {
  const rules = ignore({ ignorecase: false }).add({ pattern });
  return (path) => rules.ignores(path);
}

/** What a repository can hold and a pattern can be held against; anything else nobody can judge. */
export function isReadable(path: string): boolean {
  if (path === '' || path.length > longestPath || !ignore.isPathValid(path)) return false;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for.
  if (/[\u0000-\u001f\u007f\\]/.test(path)) return false;
  const names = path.split('/');
  return (
    names.length <= deepestPath &&
    names.every((name) => name !== '' && name !== '.' && name !== '..' && name.length <= longestName)
  );
}

/** Why no file could ever be meant by a pattern, or why it is not taken; null when it is fine. */
export function wrongPattern(pattern: string): string | null {
  if (pattern.startsWith('!')) {
    return 'A scope takes nothing back with `!`: the last scope that matches a file decides, so write a scope of its own after this one.';
  }
  if (pattern.startsWith('#'))
    return 'A pattern that begins with `#` is a comment. Write `\\#` for the sign itself.';
  const trimmed = pattern.replace(/^\/+|\/+$/g, '');
  const names = trimmed.split('/');
  if (trimmed === '' || names.includes('') || names.includes('.') || names.includes('..')) {
    return 'No changed file has such a path: paths begin at the root of the repository and have no empty, `.` or `..` part.';
  }
  if (names.some((name) => name !== '**' && name.split('*').length > 3)) {
    return 'One part of a path may have two `*` at most, or long names would take long to match.';
  }
  if (names.filter((name) => name === '**').length > 2) {
    return 'A pattern may have two `**` at most, or deep paths would take long to match.';
  }
  return neverCloses(pattern)
    ? 'A `[` is never closed here, or a `\\` stands before nothing, so it matches no file.'
    : null;
}

/** The library makes a pattern that is not well formed one that matches nothing. */
function neverCloses(pattern: string): boolean {
  if (/(^|[^\\])(\\\\)*\\$/.test(pattern)) return true;
  const unescaped = pattern.replaceAll(/\\./g, '');
  return /\[[^\]]*$/.test(unescaped.replaceAll(/\[[!^]?\]?[^\]]*\]/g, ''));
}
