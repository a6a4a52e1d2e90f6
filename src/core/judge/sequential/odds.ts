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
const negligible = 1e-17;

/**
 * The logarithm of E[ω^X], where X is how many of the interval's bad requests fall to canary when the sides are
 * alike: hypergeometric, given the requests of both sides and the bad ones of both together. Exact for any share of
 * bad requests. `ω^x / E[ω^X]` is the likelihood ratio of odds ω against equal odds (Fisher's noncentral
 * hypergeometric distribution).
 * @param odds ω, above 0
 */
export function logNormaliser(pair: Pair, odds: number): number {
  if (odds === 1) return 0;
  return logSum(pair, odds) - logSum(pair, 1);
}

/** The same for several odds; what they share is worked out once. */
export function logNormalisers(pair: Pair, odds: readonly number[]): readonly number[] {
  const bad = pair.canary.bad + pair.stable.bad;
  const requests = pair.canary.requests + pair.stable.requests;
  if (bad === 0 || pair.canary.requests === 0 || requests === 0) return odds.map(() => 0);
  const alike = logSum(pair, 1);
  return odds.map((each) => (each === 1 ? 0 : logSum(pair, each) - alike));
}

/** log Σ C(n, k) C(m, K − k) ω^k over every possible k, summed outwards from its largest term. */
function logSum({ canary, stable }: Pair, odds: number): number {
  const [n, m, all] = [canary.requests, stable.requests, canary.bad + stable.bad];
  const [low, high] = [Math.max(0, all - m), Math.min(n, all)];
  const mode = Math.min(high, Math.max(low, largestTerm(n, m, all, odds)));
  let sum = 1;
  let term = 1;
  for (let k = mode; k < high && term > negligible; k += 1) {
    term *= (odds * (n - k) * (all - k)) / ((k + 1) * (m - all + k + 1));
    sum += term;
  }
  term = 1;
  for (let k = mode; k > low && term > negligible; k -= 1) {
    term *= (k * (m - all + k)) / (odds * (n - k + 1) * (all - k + 1));
    sum += term;
  }
  return logChoose(n, mode) + logChoose(m, all - mode) + mode * Math.log(odds) + Math.log(sum);
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
