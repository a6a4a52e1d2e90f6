/** One mistake in belay.yml, where it stands and what to write instead. */
export interface Diagnostic {
  readonly file: string;
  /** From 1; 0 when the file itself is the problem. */
  readonly line: number;
  /** From 1, in UTF-16 code units. */
  readonly column: number;
  /** `plans.careful.stages[0].weight` */
  readonly path: string;
  /** Kebab-case: `unknown-key`, `unknown-reference`, `not-supported-yet`. */
  readonly code: string;
  readonly sentence: string;
  readonly expected: string;
  /** What to write instead; null when nothing is near. */
  readonly suggestion: string | null;
  readonly severity: 'error' | 'warning';
  /** The line it stands in, with secrets taken out; null when there is none. */
  readonly excerpt: string | null;
}

/** `belay.yml:12:9  sentence`, then the line with a caret under the place; a blank line between mistakes. */
export function formatDiagnostics(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map(formatOne).join('\n\n');
}

function formatOne(diagnostic: Diagnostic): string {
  const { file, line, column, severity, sentence, excerpt } = diagnostic;
  const place = line === 0 ? file : `${file}:${line}:${column}`;
  const head = `${place}  ${severity === 'warning' ? 'warning: ' : ''}${sentence}`;
  if (excerpt === null) return head;
  const gutter = `${line} | `;
  const caret = `${' '.repeat(gutter.length - 2)}| ${' '.repeat(Math.max(0, column - 1))}^`;
  return [head, `${gutter}${excerpt.replaceAll('\t', ' ')}`, caret].join('\n');
}
