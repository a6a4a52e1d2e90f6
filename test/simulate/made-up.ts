import { type InstanceCounts, latencyBuckets, type Scenario } from '../../src/simulate/scenario.ts';

interface Told {
  /** Of 100 requests of the canary, by interval from 0. */
  readonly errors?: (interval: number) => number;
  /** Whether the interval is told at all. */
  readonly told?: (interval: number) => boolean;
  /** Index of the latency bucket that every canary request falls into. */
  readonly bucket?: number;
  /** Takes the weights that were asked for since traffic last began. */
  readonly weights?: number[];
}

/** Two instances a side, 500 requests each and interval; stable has 1 error in 100 and answers within 50 ms. */
export function aScenario({ errors = () => 1, told = () => true, bucket = 0, weights }: Told = {}): Scenario {
  return {
    name: 'made-up',
    sentence: 'For tests.',
    kind: 'worse',
    worseFrom: 0,
    warmUp: 0,
    begin() {
      let interval = -1;
      weights?.splice(0);
      return {
        before: () => [],
        next(weight) {
          interval += 1;
          weights?.push(weight);
          if (!told(interval)) return { canary: null, stable: null };
          return { canary: both(5 * errors(interval), bucket), stable: both(5, 0) };
        },
      };
    },
  };
}

function both(errors: number, bucket: number): readonly InstanceCounts[] {
  const latencies = Array.from({ length: latencyBuckets.length + 1 }, (_, index) =>
    index === bucket ? 500 : 0,
  );
  const one = { requests: 500, errors, latencies };
  return [one, one];
}
