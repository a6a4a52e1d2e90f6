/**
 * One line of plain text: control characters, direction marks and zero-width characters are gone, and white
 * space is single. What was typed by people goes through here before it stands in a sentence.
 */
export function plainLine(text: string): string {
  return text
    .replace(/\s+/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu, '')
    .replace(/ {2,}/g, ' ')
    .trim();
}

/** A sentence fits a card with this many characters of somebody's reason. */
const longestQuote = 300;

/** What somebody typed, as a quotation: `“smoke test is red”`. */
export function quoted(text: string): string {
  const line = plainLine(text);
  const characters = Array.from(line);
  const shown = characters.length > longestQuote ? `${characters.slice(0, longestQuote).join('')}…` : line;
  return `“${shown}”`;
}

/** `25 %`, `0.5 %`. @param weight percent */
export function percent(weight: number): string {
  return `${Math.round(weight * 100) / 100} %`;
}

/** `1 check`, `6 checks`, `2 criteria` */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

/** `a`, `a and b`, `a, b and c` */
export function listed(items: readonly string[], last: 'and' | 'or' = 'and'): string {
  const [only = ''] = items;
  if (items.length < 2) return only;
  return `${items.slice(0, -1).join(', ')} ${last} ${items.at(-1)}`;
}

/** A sentence without its full stop, so that it can be continued. */
export function unstopped(sentence: string): string {
  return sentence.replace(/\.$/u, '');
}
