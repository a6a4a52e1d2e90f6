/** A rule being read: `at` moves on. Lives only inside one call of `parseRule`. */
export interface RuleText {
  readonly source: string;
  at: number;
}

/** Thrown and caught inside `parseRule` alone. */
export class RuleMistake extends Error {
  readonly at: number;
  readonly expected: string;
  readonly suggestion: string | null;

  constructor(at: number, expected: string, suggestion: string | null, sentence: string) {
    super(sentence);
    this.at = at;
    this.expected = expected;
    this.suggestion = suggestion;
  }
}

/** Takes what the sticky pattern matches here, or null and stays. */
export function take(text: RuleText, pattern: RegExp): string | null {
  pattern.lastIndex = text.at;
  const found = pattern.exec(text.source)?.[0] ?? null;
  if (found !== null) text.at += found.length;
  return found;
}

export function skipSpace(text: RuleText): void {
  take(text, /\s*/y);
}
