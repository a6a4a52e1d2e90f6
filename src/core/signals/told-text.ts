import { counted, listed, quoted } from '../prose.ts';

/** What was reported of one side in a time. */
export interface Reported {
  readonly count: number;
  /** The newest texts, each once; never more than a sentence can carry. */
  readonly texts: readonly string[];
}

/** A quotation in a sentence that has a number of them is at most this long. */
const longestQuote = 80;

/** `1 alert: “HighErrorRate (shop latency)”`; null when nothing was told. */
export function toldText(event: string, { count, texts }: Reported): string | null {
  if (count === 0) return null;
  const told = counted(count, event, event.endsWith('s') ? event : `${event}s`);
  if (texts.length === 0) return told;
  const rest = count > texts.length ? ['more'] : [];
  return `${told}: ${listed([...texts.map((text) => quoted(shortened(text))), ...rest])}`;
}

function shortened(text: string): string {
  const characters = Array.from(text);
  return characters.length > longestQuote ? `${characters.slice(0, longestQuote).join('')}…` : text;
}
