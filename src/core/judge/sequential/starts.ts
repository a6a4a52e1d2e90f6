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

/** A start later than the beginning, and its moment. */
export interface Onset extends Start {
  readonly at: Instant;
}

/** Most of the stake is bet from the beginning, most of the rest on the first onsets, and what is left on those that follow for ever. */
const stakes = { first: 0.55, onsets: 8, shared: 0.41 };

/** Older ones are given up, which only makes an e-value smaller: what turned bad so long ago shows from the beginning. */
const mostOnsets = 16;

export const wholeTime: Start = { bad: 0, normalisers: [], stake: 1 };

export function startsOf(onsets: readonly Onset[]): readonly Start[] {
  return [{ ...wholeTime, stake: stakes.first }, ...onsets];
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

/**
 * The onsets with one more where it is due.
 * @param since when the strand began to count
 */
export function withOnset(
  onsets: readonly Onset[],
  { canary, normalisers }: Strand,
  times: { readonly since: Instant; readonly now: Instant; readonly spacing: Millis },
): readonly Onset[] {
  const number = Math.floor((times.now - times.since) / times.spacing);
  const before = Math.floor(((onsets.at(-1)?.at ?? times.since) - times.since) / times.spacing);
  if (number <= before) return onsets;
  const onset = { at: times.now, bad: canary.bad, normalisers, stake: stakeOf(number - 1) };
  return [...onsets, onset].slice(-mostOnsets);
}
