import type { Instant, Millis } from '../../time.ts';
import type { Strand } from './strand.ts';

/**
 * A moment from which a bet counts, and what it has of the whole stake. Bets that begin later than the rollout are
 * there so that what turns bad late is not outweighed by the good hours before.
 */
export interface Start {
  readonly bad: number;
  readonly normalisers: readonly number[];
  readonly stake: number;
}

/** How far a strand had come at a certain moment. */
export interface Onset {
  readonly at: Instant;
  readonly bad: number;
  readonly normalisers: readonly number[];
}

/** Most of the stake is bet from the beginning, most of the rest on the first onsets, and what is left on those that follow for ever. */
const stakes = { first: 0.65, onsets: 8, shared: 0.3 };

export const wholeTime: Start = { bad: 0, normalisers: [], stake: 1 };

export function startsOf(onsets: readonly Onset[]): readonly Start[] {
  return [
    { ...wholeTime, stake: stakes.first },
    ...onsets.map(({ bad, normalisers }, index) => ({ bad, normalisers, stake: stakeOf(index) })),
  ];
}

/** With what is bet from the beginning, endlessly many of them come to 1. */
function stakeOf(index: number): number {
  if (index < stakes.onsets) return stakes.shared / stakes.onsets;
  const later = index - stakes.onsets + 1;
  return (1 - stakes.first - stakes.shared) / (later * (later + 1));
}

/** Eight in the first hour; evenly over a rollout that is planned to last longer. */
export function onsetSpacing(planned: Millis): Millis {
  return Math.max(60 * 60_000, planned) / stakes.onsets;
}

/** @param since when the strand began to count */
export function isOnsetDue(onsets: readonly Onset[], since: Instant, now: Instant, spacing: Millis): boolean {
  return now - (onsets.at(-1)?.at ?? since) >= spacing;
}

export function onsetOf({ canary, normalisers }: Strand, at: Instant): Onset {
  return { at, bad: canary.bad, normalisers };
}
