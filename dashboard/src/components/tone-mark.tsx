import type { Tone } from '../../../src/core/card/card.ts';

const shapes: Readonly<Record<Tone, string>> = {
  quiet: 'M4.5 8h7',
  moving: 'M5 8h6M8.5 5.2 11.3 8l-2.8 2.8',
  good: 'm4.6 8.3 2.3 2.3 4.5-4.9',
  warning: 'M8 4.4v4.2M8 11.2v.2',
  bad: 'm5.3 5.3 5.4 5.4M10.7 5.3l-5.4 5.4',
};

const words: Readonly<Record<Tone, string>> = {
  quiet: 'no news',
  moving: 'under way',
  good: 'good',
  warning: 'warning',
  bad: 'bad',
};

/** A tone as colour and shape, so that neither is needed to read the other; the word is for screen readers. */
export function ToneMark({ tone }: { tone: Tone }) {
  return (
    <svg class={`tone-mark tone-${tone}`} viewBox="0 0 16 16" role="img" aria-label={words[tone]}>
      <circle cx="8" cy="8" r="8" />
      <path d={shapes[tone]} />
    </svg>
  );
}
