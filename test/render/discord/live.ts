/** What Discord would make of a text besides showing it; written apart from what it judges. Empty when nothing. */
export function liveIn(markdown: string): readonly string[] {
  const bare = withoutCode(markdown).replace(/\\[^0-9A-Za-z\s]/g, '·');
  return [
    ...(bare.match(/[*_~|[\]`<\\]/g) ?? []),
    ...(bare.match(/@(?:everyone|here)|<(?:@[!&]?|#)\d+>/g) ?? []),
    ...(bare.match(/:\/\/|:[\w+~-]+:|discord\w*\.\w/gi) ?? []),
    ...(bare.match(/^(?:#{1,3} |-# |- |>|\d+\. )/gm) ?? []),
  ];
}

/** Code as Discord finds it: the same number of backticks opens and closes it, and escaped ones do not open it. */
export function withoutCode(markdown: string): string {
  return markdown.replace(
    /```[\s\S]*?```|\\[^0-9A-Za-z\s]|(`+)([\s\S]*?[^`])\1(?!`)/g,
    (found, ticks: string | undefined) => (found.startsWith('```') || ticks !== undefined ? 'code' : found),
  );
}
