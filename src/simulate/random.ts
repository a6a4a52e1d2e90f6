import binomial from '@stdlib/random-base-binomial';
import mt19937 from '@stdlib/random-base-mt19937';
import normal from '@stdlib/random-base-normal';
import poisson from '@stdlib/random-base-poisson';

/** Random numbers that the seed alone decides. */
export interface Random {
  /** 0 to below 1 */
  uniform(): number;
  /** Mean 0, standard deviation 1. */
  normal(): number;
  poisson(mean: number): number;
  /** How many of `trials` succeed. */
  binomial(trials: number, probability: number): number;
}

/** Below this many expected successes of rare ones a Poisson number stands in: it is much faster. */
const few = 10;
const rare = 0.05;

export function createRandom(seed: number): Random {
  const word = mt19937.factory({ seed: seed + 1 });
  const prng = () => word() / 2 ** 32;
  const drawNormal = normal.factory(0, 1, { prng });
  const drawPoisson = poisson.factory({ prng });
  const drawBinomial = binomial.factory({ prng });
  const random: Random = {
    uniform: prng,
    normal: drawNormal,
    poisson: (mean) => (mean > 0 ? drawPoisson(mean) : 0),
    binomial(trials, probability) {
      if (trials <= 0 || probability <= 0) return 0;
      if (probability >= 1) return trials;
      if (probability < rare && trials * probability < few)
        return Math.min(trials, random.poisson(trials * probability));
      if (probability > 1 - rare) return trials - random.binomial(trials, 1 - probability);
      return drawBinomial(trials, probability);
    },
  };
  return random;
}
