import type { CountedEvidence } from './evidence.ts';
import { type GaugeStep, logGaugeEvidence, meansOf } from './gauge.ts';
import { acceptedFor, dispersionOf, unevennessOf } from './noise.ts';
import type { Counts } from './odds.ts';
import { startsOf, wholeTime } from './starts.ts';
import { logEvidenceOfGood, logEvidenceOfNone, logEvidenceOfWorse, logSumExp } from './strand.ts';

export type Evidence = CountedEvidence | GaugeStep;

/** The question that speaks loudest, with its counts. */
export interface Question {
  /** The boundary of a histogram; null where failures are counted. */
  readonly boundary: number | null;
  readonly canary: Counts;
  readonly stable: Counts;
}

/** What the evidence on one metric comes to. Logarithms, for e-values are soon astronomic. */
export interface Standing {
  /** Against "at most `margin` times as bad as stable". */
  readonly worse: number;
  /** Odds accepted because of the margin and because stable's instances differ among each other. */
  readonly accepted: number;
  readonly dispersion: number;
  readonly question: Question | null;
}

/** E-values beyond this are all the same, and stay numbers. */
const mostLog = 300;

/**
 * @param margin how many times as bad as stable is accepted, 1 or more
 * @param alpha of the whole rollout
 * @param lowerIsWorse which way a gauge gets worse; counts tell it by themselves
 */
export function standingOf(
  evidence: Evidence,
  margin: number,
  alpha: number,
  lowerIsWorse: boolean,
): Standing {
  if (evidence.kind === 'gauge') {
    const worse = lowerIsWorse
      ? logGaugeEvidence(evidence, 1 / margin, 'below', alpha)
      : logGaugeEvidence(evidence, margin, 'above', alpha);
    return { worse: capped(worse), accepted: margin, dispersion: 1, question: null };
  }
  const asked = evidence.boundaries === null ? 'failed' : 'slow';
  const questions = evidence.strands.map((strand, index) => {
    const noise = noiseOf(evidence, index);
    const accepted = margin * noise.accepted;
    const starts = startsOf(evidence.onsets[index] ?? []);
    const worse = logEvidenceOfWorse(strand, starts, accepted, noise.dispersion, asked);
    const question = {
      boundary: evidence.boundaries?.[index] ?? null,
      canary: strand.canary,
      stable: strand.stable,
    };
    return { worse: capped(worse), accepted, dispersion: noise.dispersion, question };
  });
  const [first, ...others] = questions;
  if (first === undefined) return { worse: 0, accepted: margin, dispersion: 1, question: null };
  const loudest = others.reduce((best, each) => (each.worse > best.worse ? each : best), first);
  return { ...loudest, worse: averaged(questions.map(({ worse }) => worse)) };
}

/**
 * The logarithm of the e-value against "at least `margin` times as bad as stable, and more than a thousandth bad": what
 * promotion is built on. A service that hardly ever fails has nothing to compare, and is good enough without.
 */
export function goodEvidence(
  evidence: Evidence,
  margin: number,
  alpha: number,
  lowerIsWorse: boolean,
): number {
  if (evidence.kind === 'gauge') {
    const good = lowerIsWorse
      ? logGaugeEvidence(evidence, 1 / margin, 'above', alpha)
      : logGaugeEvidence(evidence, margin, 'below', alpha);
    return capped(good);
  }
  // Good enough at every boundary: what is true of the weakest holds for all.
  const each = evidence.strands.map((strand, index) => {
    const { accepted, dispersion } = noiseOf(evidence, index);
    const good = logEvidenceOfGood(strand, wholeTime, margin / accepted, dispersion);
    return logSumExp([good, logEvidenceOfNone(strand)]) - Math.LN2;
  });
  return each.length === 0 ? 0 : capped(Math.min(...each));
}

/** Means of a gauge on both sides. */
export function gaugeMeans(evidence: Evidence): { canary: number; stable: number } | null {
  return evidence.kind === 'gauge' && evidence.looks > 0 ? meansOf(evidence) : null;
}

function noiseOf({ spreads, strands, instances }: CountedEvidence, index: number) {
  const [spread, strand] = [spreads[index], strands[index]];
  if (spread === undefined || strand === undefined) return { accepted: 1, dispersion: 1 };
  const dispersion = dispersionOf(spread);
  const { requests, bad } = strand.stable;
  const unevenness = requests === 0 ? 0 : unevennessOf(spread, bad / requests, dispersion);
  const accepted =
    unevenness === 0
      ? 1
      : acceptedFor(unevenness, {
          canary: Math.max(1, instances.canary),
          stable: Math.max(2, instances.stable),
        });
  return { accepted, dispersion };
}

function capped(log: number): number {
  return Math.min(mostLog, log);
}

/** The mean of e-values is an e-value, however they hang together. */
function averaged(logs: readonly number[]): number {
  return logSumExp(logs) - Math.log(logs.length);
}
