import gammaln from '@stdlib/math-base-special-gammaln';

/** Requests of both sides during one interval, and the bad ones of them. */
export interface Pair {
  readonly canary: Counts;
  readonly stable: Counts;
}

export interface Counts {
  readonly requests: number;
  readonly bad: number;
}

/** Terms below this share of the largest are left out of a sum. */
const negligible = 1e-11;

/**
 * The logarithms of E[ω^X], where X is how many of the interval's bad requests fall to canary when the sides are
 * alike: hypergeometric, given the requests of both sides and the bad ones of both together. Exact for any share of
 * bad requests, to 9 digits. `ω^x / E[ω^X]` is the likelihood ratio of odds ω against equal odds (Fisher's
 * noncentral hypergeometric distribution).
 * @param odds each ω, above 0
 */
export function logNormalisers(pair: Pair, odds: readonly number[]): readonly number[] {
  const { canary, stable } = pair;
  const bad = canary.bad + stable.bad;
  if (bad === 0 || canary.requests === 0 || stable.requests === 0) {
    return odds.map((each) => canary.bad * Math.log(each));
  }
  const terms = termsOf(canary.requests, stable.requests, bad);
  const alike = logSum(terms, 1);
  return odds.map((each) => (each === 1 ? 0 : logSum(terms, each) - alike));
}

/** The terms C(n, k) C(m, K − k) of every k that is possible. */
interface Terms {
  readonly canary: number;
  readonly stable: number;
  readonly bad: number;
  readonly low: number;
  readonly high: number;
  /** The term of k + 1 as a multiple of that of k. */
  readonly ratio: (k: number) => number;
  /** The logarithm of the term of k, up to a constant that all of them share. */
  readonly log: (k: number) => number;
}

/** With more terms than this each sum reaches only a few of them, and a table of all would cost more than it saves. */
const mostTabled = 2000;

function termsOf(canary: number, stable: number, bad: number): Terms {
  const [low, high] = [Math.max(0, bad - stable), Math.min(canary, bad)];
  const ratio = (k: number) => ((canary - k) * (bad - k)) / ((k + 1) * (stable - bad + k + 1));
  if (high - low > mostTabled) {
    const log = (k: number) => logChoose(canary, k) + logChoose(stable, bad - k);
    return { canary, stable, bad, low, high, ratio, log };
  }
  const table = new Float64Array(high - low);
  for (let k = low; k < high; k += 1) table[k - low] = ratio(k);
  const tabled = (k: number) => table[k - low] ?? 0;
  return { canary, stable, bad, low, high, ratio: tabled, log: walk(tabled, low) };
}

/** Products beyond this are put away as logarithms, before they are too large or too small for a number. */
const huge = 1e200;

/** From the k asked for last to the next: those of ascending odds lie close together, so that steps are few. */
function walk(ratio: (k: number) => number, from: number): (k: number) => number {
  let at = from;
  let log = 0;
  return (k) => {
    let product = 1;
    while (at !== k) {
      product *= at < k ? ratio(at) : 1 / ratio(at - 1);
      at += at < k ? 1 : -1;
      if (product > huge || product < 1 / huge) {
        log += Math.log(product);
        product = 1;
      }
    }
    log += Math.log(product);
    return log;
  };
}

/** log Σ C(n, k) C(m, K − k) ω^k over every possible k, up to the constant, summed outwards from its largest term. */
function logSum({ canary, stable, bad, low, high, ratio, log }: Terms, odds: number): number {
  const mode = Math.min(high, Math.max(low, largestTerm(canary, stable, bad, odds)));
  let sum = 1;
  for (let k = mode, term = 1; k < high && term > negligible; k += 1) {
    term *= odds * ratio(k);
    sum += term;
  }
  for (let k = mode, term = 1; k > low && term > negligible; k -= 1) {
    term /= odds * ratio(k - 1);
    sum += term;
  }
  return log(mode) + mode * Math.log(odds) + Math.log(sum);
}

/** Where the terms are largest: the mode of Fisher's noncentral hypergeometric distribution. */
function largestTerm(n: number, m: number, all: number, odds: number): number {
  const a = odds - 1;
  const b = all - m - (n + all + 2) * odds;
  const c = (n + 1) * (all + 1) * odds;
  return Math.floor((-2 * c) / (b - Math.sqrt(Math.max(0, b * b - 4 * a * c))));
}

function logChoose(n: number, k: number): number {
  return k === 0 || k === n ? 0 : gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1);
}
