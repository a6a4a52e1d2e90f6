import type { PersonName } from '../../card/names.ts';
import { timeline } from '../../card/timeline.ts';
import { plainLine } from '../../prose.ts';
import type { Recorded } from '../../rollout/events.ts';
import { formatDuration, type Instant } from '../../time.ts';
import { paragraph, table } from '../blocks.ts';
import { instantText } from '../instant-text.ts';
import type { Block } from '../tree.ts';

/** A chat is read on a phone, and a router that flaps writes a lot. */
export const mostRows = 80;

/** Which part of the story is told; all that is left out is no bound. */
export interface Span {
  readonly from: Instant;
  readonly to?: Instant;
  /** Nothing before this event. */
  readonly seq?: number;
}

/**
 * What happened from a moment on, with the time since then. Looks that changed nothing are not told.
 * @param events from the first one on, whatever part is told
 */
export function storyTable(
  events: readonly Recorded[],
  { from, to = Number.POSITIVE_INFINITY, seq = 1 }: Span,
  personName: PersonName,
): Block[] {
  const rows = timeline(events, personName)
    .filter((entry) => entry.at >= from && entry.at <= to && entry.seq >= seq)
    .map(({ at, actor, sentence }) => [
      instantText(at),
      at === from ? 'begin' : `+${formatDuration(at - from)}`,
      actor,
      plainLine(sentence),
    ]);
  if (rows.length === 0) return [];
  const story = table(['Time', 'After', 'Who', 'What'], rows.slice(-mostRows));
  return rows.length > mostRows ? [paragraph('What came earlier is left out.'), story] : [story];
}
