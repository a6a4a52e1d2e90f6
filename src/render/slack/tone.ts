import type { Tone } from '../../core/card/card.ts';

/** Slack's names of the marks. */
export const toneEmoji: { readonly [T in Tone]: string } = {
  quiet: 'white_circle',
  moving: 'large_blue_circle',
  good: 'large_green_circle',
  warning: 'large_yellow_circle',
  bad: 'red_circle',
};

/** The same marks where there are no names: titles and notifications. */
export const toneMark: { readonly [T in Tone]: string } = {
  quiet: '⚪',
  moving: '🔵',
  good: '🟢',
  warning: '🟡',
  bad: '🔴',
};
