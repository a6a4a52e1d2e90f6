import type { Tone } from '../../core/card/card.ts';

/** Told apart by shape as well, for whoever does not tell the colours apart. */
export const toneMarks: { readonly [T in Tone]: string } = {
  quiet: '⚪',
  moving: '🔵',
  good: '✅',
  warning: '⚠️',
  bad: '🛑',
};
