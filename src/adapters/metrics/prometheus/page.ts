import { promqlDuration } from '../../../core/judge/query-template.ts';
import type { Millis } from '../../../core/time.ts';

/** Chats and browsers take no longer ones for certain. */
const longest = 2000;
const minute = 60_000;
const hour = 60 * minute;

/**
 * The page of Prometheus' own interface that draws a query: over an hour, or over the window in whole minutes when that is longer.
 * `g0.tab=0` is the graph in 2.x; 3.x sends `/graph` on to its `/query` and understands the same words.
 * @param server its address; a user name or password in it is left out
 * @returns null when the address would be longer than 2000 characters
 */
export function pageOf(server: string, query: string, window: Millis): string | null {
  const url = URL.parse(server);
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  const range = promqlDuration(Math.max(hour, Math.ceil(window / minute) * minute));
  const asked = { 'g0.expr': query, 'g0.tab': '0', 'g0.range_input': range };
  const words = Object.entries(asked).map(([word, value]) => `${word}=${encoded(value)}`);
  const page = `${url.origin}${url.pathname.replace(/\/+$/, '')}/graph?${words.join('&')}`;
  return page.length > longest ? null : page;
}

/** Brackets, stars and quotes too: where links are written as Markdown, an odd one would end them. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
