import { stripVTControlCharacters } from 'node:util';
import { Box, renderToString, Text } from 'ink';
import { createElement as h, type ReactNode } from 'react';
import type { Card } from '../../src/core/card/card.ts';
import type { Instant } from '../../src/core/time.ts';
import { MonitorBox } from './monitor-box.ts';

/** All that is on the screen at one moment. */
export interface Screen {
  readonly cards: readonly Card[];
  /** Said instead of boxes when there are none. */
  readonly empty: string;
  readonly stale: string | null;
  /** Rollouts for which there is no room. */
  readonly more: number;
  readonly now: Instant;
  readonly width: number;
  readonly colour: boolean;
}

export function MonitorScreen(screen: Screen): ReactNode {
  const { cards, empty, stale, more, now, width, colour } = screen;
  if (cards.length === 0) return h(Box, { width }, h(Text, null, stale ?? empty));
  const boxes = cards.map((card) => h(MonitorBox, { key: card.rollout, card, now, width, colour, stale }));
  const rest = `${more} more: npx belay monitor <service> --follow`;
  return h(Box, { flexDirection: 'column' }, ...boxes, more === 0 ? null : h(Text, null, rest));
}

/** The screen as text, for what is no terminal and for a single look. */
export function screenText(screen: Screen): string {
  const text = renderToString(h(MonitorScreen, screen), { columns: screen.width });
  return screen.colour ? text : stripVTControlCharacters(text);
}

/**
 * The boxes that fit: what is taller than the terminal cannot be redrawn in place.
 * @param rows rows of the terminal, one of which is left for a line about what is not shown
 */
export function fitting(screen: Screen, rows: number): Screen {
  let used = 1;
  const cards: Card[] = [];
  for (const card of screen.cards) {
    used += screenText({ ...screen, cards: [card] }).split('\n').length;
    if (used >= rows && cards.length > 0) break;
    cards.push(card);
  }
  return { ...screen, cards, more: screen.cards.length - cards.length };
}
