import { quote } from '../../src/core/command/tokenize.ts';

/** What the words on the command line ask of the terminal, and the text that goes to the grammar. */
export interface CommandLine {
  readonly text: string;
  readonly json: boolean;
}

/**
 * The shell has taken the quotes off; they are put back where the grammar needs them, so that
 * `rollback shop "too many errors"` arrives as it was typed. `--json` is the terminal's own.
 */
export function commandLine(argv: readonly string[]): CommandLine {
  const end = argv.indexOf('--');
  const before = end === -1 ? argv : argv.slice(0, end);
  const after = end === -1 ? [] : argv.slice(end + 1);
  const words = before.filter((word) => word !== '--json').map(oneWord);
  const rest = after.length === 0 ? [] : ['--', ...after.map(quote)];
  return { text: [...words, ...rest].join(' '), json: before.includes('--json') };
}

/** Flags stay flags: only their value is quoted. What has no space and no quote is left as it is. */
function oneWord(word: string): string {
  const [, flag, value] = /^(--[\w-]+=)(.*)$/su.exec(word) ?? [];
  if (flag !== undefined && value !== undefined) return flag + quote(value);
  return /^-{1,2}[\w-]+$/u.test(word) ? word : quote(word);
}
