export interface Snippet {
  readonly name: string;
  readonly snippet: string;
  /** What it could do, or what it is for. */
  readonly why: string;
}

/** Snippets that have one thing in common. */
export function group(why: string, ...snippets: readonly string[]): readonly Snippet[] {
  return snippets.map((snippet, index) => ({ name: `${why} (${index + 1})`, snippet, why }));
}
