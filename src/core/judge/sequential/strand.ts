import { z } from 'zod';
import { type Asked, atLeast, atMost, logOdds, odds, stakesAbove } from './grid.ts';
import { logNormalisers, type Pair } from './odds.ts';
import type { Start } from './starts.ts';

const count = z.number().int().nonnegative();
const Counts = z.object({ requests: count, bad: count });

/** One yes-or-no question about every request, as far as it has been counted: "did it fail", "did it take over 250 ms". */
export const Strand = z.object({
  canary: Counts,
  stable: Counts,
  /** Sum over the intervals of log E[ω^X], for each ω of the grid. */
  normalisers: z.array(z.number()),
});
export type Strand = z.infer<typeof Strand>;

export const emptyStrand: Strand = {
  canary: { requests: 0, bad: 0 },
  stable: { requests: 0, bad: 0 },
  normalisers: odds.map(() => 0),
};

export function extend(strand: Strand, pair: Pair): Strand {
  const more = logNormalisers(pair, odds);
  return {
    canary: add(strand.canary, pair.canary),
    stable: add(strand.stable, pair.stable),
    normalisers: strand.normalisers.map((sum, place) => rounded(sum + (more[place] ?? 0))),
  };
}

/** What is written into the log at every look stays short. */
function rounded(value: number): number {
  return Math.round(value * 1e5) / 1e5;
}

function add(left: Pair['canary'], right: Pair['canary']): Pair['canary'] {
  return { requests: left.requests + right.requests, bad: left.bad + right.bad };
}

/**
 * The logarithm of an e-value against "canary's odds are at most `accepted` times stable's": a mixture, over the
 * odds above it and over the starts, of the likelihood ratios of Fisher's noncentral hypergeometric distribution
 * (in the manner of Lindon & Malek 2022, arXiv 2011.03567).
 * @param dispersion variance of the counts as a multiple of that of independent requests
 * @returns 0 where nothing can be bet on
 */
export function logEvidenceOfWorse(
  strand: Strand,
  starts: readonly Start[],
  accepted: number,
  dispersion: number,
  asked: Asked = 'failed',
): number {
  const most = atLeast(accepted);
  const bets = most === null ? [] : stakesAbove(most, asked);
  if (most === null || bets.length === 0) return 0;
  const terms: number[] = [];
  let begun = 0;
  for (const start of starts) {
    begun += start.stake;
    for (const { place, stake } of bets) {
      terms.push(Math.log(start.stake * stake) + ratio(strand, start, { place, none: most, dispersion }));
    }
  }
  if (begun < 1) terms.push(Math.log(1 - begun));
  return logSumExp(terms);
}

/** The logarithm of an e-value against "canary's odds are at least `margin` times stable's", over everything counted. */
export function logEvidenceOfGood(strand: Strand, whole: Start, margin: number, dispersion: number): number {
  const least = atMost(margin);
  if (least === null || least === 0) return 0;
  const terms = Array.from({ length: least }, (_, place) =>
    ratio(strand, whole, { place, none: least, dispersion }),
  );
  return logSumExp(terms) - Math.log(least);
}

/** A canary none of whose requests is bad is good enough once it cannot have more bad ones than this, whatever stable does. */
const hardlyAny = 0.001;

/** The logarithm of an e-value against "at least a thousandth of canary's requests is bad"; none is not likely then. */
export function logEvidenceOfNone({ canary }: Strand): number {
  return canary.bad > 0 ? Number.NEGATIVE_INFINITY : -canary.requests * Math.log(1 - hardlyAny);
}

interface Bet {
  readonly place: number;
  /** The place of the odds that are bet against. */
  readonly none: number;
  readonly dispersion: number;
}

/** Log likelihood ratio of the odds at `place` against those at `none`, since `start`. */
function ratio({ canary, normalisers }: Strand, start: Start, { place, none, dispersion }: Bet): number {
  const gain = perBad((logOdds[place] ?? 0) - (logOdds[none] ?? 0), dispersion);
  const now = (normalisers[place] ?? 0) - (normalisers[none] ?? 0);
  const then = (start.normalisers[place] ?? 0) - (start.normalisers[none] ?? 0);
  return (canary.bad - start.bad) * gain - (now - then) / dispersion;
}

/**
 * What each bad request adds. Where counts vary more than chance, bad ones are taken to come in clusters of
 * geometric size, of the mean that gives this dispersion: `m = (φ + 1) / 2`. What a cluster may add then solves
 * `(E[e^{θS}] − 1) / m = (ω − 1) / φ`, so that the bet stays fair for large clusters, which a plain power 1/φ of the
 * likelihood ratio does not.
 */
function perBad(logRatio: number, dispersion: number): number {
  if (dispersion === 1) return logRatio;
  const mean = (dispersion + 1) / 2;
  const moment = 1 + (mean * (Math.exp(logRatio) - 1)) / dispersion;
  return Math.log((mean * moment) / (1 + (mean - 1) * moment));
}

export function logSumExp(terms: readonly number[]): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (const term of terms) largest = Math.max(largest, term);
  if (!Number.isFinite(largest)) return largest;
  let sum = 0;
  for (const term of terms) sum += Math.exp(term - largest);
  return largest + Math.log(sum);
}
