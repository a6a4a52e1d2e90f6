import { belay } from './judge-belay.ts';
import type { Judge } from './judge-case.ts';
import { limit1m, limit5mFor5m } from './judge-limits.ts';
import { mannWhitneyEvery5m, mannWhitneyOnce } from './judge-mann-whitney.ts';
import { plainEProcess } from './judge-plain.ts';

export const baselines: readonly Judge[] = [
  limit1m,
  limit5mFor5m,
  mannWhitneyOnce,
  mannWhitneyEvery5m,
  plainEProcess,
];

/** In the order of the table. */
export { belay };

export const judges: readonly Judge[] = [belay, ...baselines];
