import type { Millis } from '../core/time.ts';
import type { Random } from './random.ts';
import {
  type InstanceCounts,
  latencyBuckets,
  type SimulatedInterval,
  type SimulatedTraffic,
} from './scenario.ts';

/** How a service and its canary behave. Ratios are fractions, times are minutes since the canary's first traffic. */
export interface Behaviour {
  /** Of the service; each serves an even share. */
  readonly instances: number;
  readonly requestsPerMinute: number;
  readonly errorRate: number;
  /** What everybody's error rate is multiplied with. */
  readonly drift: (minute: number) => number;
  /** The canary's error rate as a multiple of stable's. */
  readonly errors: (minute: number) => number;
  /** The canary's latency as a multiple of stable's. */
  readonly latency: number;
  /** Standard deviation of the logarithm of most requests' latency. */
  readonly spread: number;
  /** Share of requests in the slow tail, of stable and of canary. */
  readonly tail: { readonly stable: number; readonly canary: number };
  /** Errors that come together, on average; 1: each alone. */
  readonly cluster: number;
  /** Standard deviation of the logarithm of what an instance multiplies its error rate and its latency with, for good. */
  readonly uneven: { readonly errors: number; readonly latency: number };
  /** Chance that an interval is one in which everybody has ten times the errors. */
  readonly bursts: number;
  /** Chance that nothing is told of an interval. */
  readonly missing: number;
}

const burst = 10;

/** Milliseconds. */
const median = 120;
/** The slow ones lie evenly, in the logarithm, between these. */
const tail = { from: 700, to: 2500 };

export function createTraffic(behaviour: Behaviour, random: Random, interval: Millis): SimulatedTraffic {
  const minutes = interval / 60_000;
  const { instances } = behaviour;
  const pods = Array.from({ length: 2 * instances }, () => createPod(behaviour, random));
  let minute = 0;
  const stableNow = (errorRate: number) => ({ errorRate, latency: 1, tail: behaviour.tail.stable });
  return {
    before: (before) =>
      pods.slice(instances).map((pod) =>
        serve(pod, random, behaviour, {
          requests: (behaviour.requestsPerMinute * before) / instances,
          ...stableNow(behaviour.errorRate),
        }),
      ),
    next(weight) {
      const now = minute;
      minute += minutes;
      const bursting = behaviour.bursts > 0 && random.uniform() < behaviour.bursts;
      const missing = behaviour.missing > 0 && random.uniform() < behaviour.missing;
      const serving = Math.min(instances - 1, Math.max(1, Math.round((weight / 100) * instances)));
      const rate = behaviour.requestsPerMinute * minutes;
      const errorRate = behaviour.errorRate * behaviour.drift(now) * (bursting ? burst : 1);
      const canary = pods.slice(0, serving).map((pod) =>
        serve(pod, random, behaviour, {
          requests: (rate * weight) / 100 / serving,
          errorRate: errorRate * behaviour.errors(now),
          latency: behaviour.latency,
          tail: behaviour.tail.canary,
        }),
      );
      const stable = pods.slice(instances, 2 * instances - serving).map((pod) =>
        serve(pod, random, behaviour, {
          requests: (rate * (100 - weight)) / 100 / (instances - serving),
          ...stableNow(errorRate),
        }),
      );
      return missing ? nothing : { canary, stable };
    },
  };
}

const nothing: SimulatedInterval = { canary: null, stable: null };

interface Pod {
  readonly errors: number;
  readonly latency: number;
}

function createPod({ uneven }: Behaviour, random: Random): Pod {
  const factor = (spread: number) => (spread === 0 ? 1 : Math.exp(spread * random.normal()));
  return { errors: factor(uneven.errors), latency: factor(uneven.latency) };
}

interface Served {
  /** Expected. */
  readonly requests: number;
  readonly errorRate: number;
  readonly latency: number;
  readonly tail: number;
}

function serve(pod: Pod, random: Random, { cluster, spread }: Behaviour, served: Served): InstanceCounts {
  const requests = random.poisson(served.requests);
  const share = Math.min(1, served.errorRate * pod.errors);
  return {
    requests,
    errors: cluster === 1 ? random.binomial(requests, share) : clustered(random, requests, share, cluster),
    latencies: latencies(random, requests, served.latency * pod.latency, { spread, tail: served.tail }),
  };
}

/** Clusters of geometric size: a variance of `2 · mean − 1` times the expected errors. */
function clustered(random: Random, requests: number, share: number, mean: number): number {
  let errors = 0;
  for (let clusters = random.poisson((requests * share) / mean); clusters > 0; clusters -= 1) {
    errors += 1 + Math.floor(Math.log(1 - random.uniform()) / Math.log(1 - 1 / mean));
  }
  return Math.min(requests, errors);
}

/** From the slowest bucket down, so that each is a draw from what is left. */
function latencies(random: Random, requests: number, factor: number, shape: Shape): readonly number[] {
  const counts: number[] = [];
  let left = requests;
  let above = 1;
  for (const upper of latencyBuckets) {
    const stays = slower(upper / factor, shape);
    const inBucket = above <= 0 ? 0 : random.binomial(left, 1 - stays / above);
    counts.push(inBucket);
    left -= inBucket;
    above = stays;
  }
  return [...counts, left];
}

interface Shape {
  readonly spread: number;
  /** Share of requests in it. */
  readonly tail: number;
}

/** Share of requests slower than `ms`. */
function slower(ms: number, { spread, tail: share }: Shape): number {
  return (1 - share) * upperTail(Math.log(ms / median) / spread) + share * slowerTail(ms);
}

function slowerTail(ms: number): number {
  if (ms <= tail.from) return 1;
  return ms >= tail.to ? 0 : Math.log(tail.to / ms) / Math.log(tail.to / tail.from);
}

/** 1 − Φ(z), Abramowitz & Stegun 26.2.17, within 7.5e-8: plenty for made-up traffic. */
function upperTail(z: number): number {
  if (z < 0) return 1 - upperTail(-z);
  const t = 1 / (1 + 0.2316419 * z);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  const series = 0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429)));
  return density * t * series;
}
