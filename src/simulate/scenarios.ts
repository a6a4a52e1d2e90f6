import { createRandom } from './random.ts';
import type { Scenario } from './scenario.ts';
import { type Behaviour, createTraffic } from './traffic.ts';

const usual: Behaviour = {
  instances: 10,
  requestsPerMinute: 3000,
  errorRate: 0.005,
  drift: () => 1,
  errors: () => 1,
  latency: 1,
  spread: 0.6,
  tail: { stable: 0.01, canary: 0.01 },
  cluster: 1,
  uneven: { errors: 0, latency: 0 },
  bursts: 0,
  missing: 0,
};

const minute = 60_000;

interface Told {
  readonly name: string;
  readonly sentence: string;
  readonly kind: Scenario['kind'];
  readonly worseFrom?: number;
  readonly warmUp?: number;
}

/** What is not said of its behaviour is as usual. */
export function scenario({ worseFrom, warmUp = 0, ...told }: Told, behaviour: Partial<Behaviour>): Scenario {
  return {
    ...told,
    worseFrom: worseFrom ?? (told.kind === 'worse' ? 0 : null),
    warmUp: warmUp * minute,
    begin: ({ seed, interval }) => createTraffic({ ...usual, ...behaviour }, createRandom(seed), interval),
  };
}

const times = (factor: number) => () => factor;

/** Ten instances, 3000 requests a minute, 0.5 % errors and a median of 120 ms, unless a sentence says otherwise. */
export const scenarios: readonly Scenario[] = [
  scenario({ name: 'healthy', kind: 'healthy', sentence: 'The canary is as good as stable.' }, {}),
  scenario(
    { name: 'healthy-100rpm', kind: 'healthy', sentence: 'As good as stable, 100 requests a minute.' },
    { requestsPerMinute: 100 },
  ),
  scenario(
    {
      name: 'healthy-shared-bursts',
      kind: 'healthy',
      sentence: 'In one minute of ten everybody has ten times the errors.',
    },
    { bursts: 0.1 },
  ),
  scenario(
    { name: 'healthy-missing-data', kind: 'healthy', sentence: '30 % of the intervals are not told.' },
    { missing: 0.3 },
  ),
  scenario(
    {
      name: 'healthy-warm-up',
      kind: 'hard-healthy',
      sentence: 'The canary has five times the errors for its first three minutes.',
      warmUp: 3,
    },
    { errors: (at) => (at < 3 ? 5 : 1) },
  ),
  scenario(
    {
      name: 'healthy-clustered',
      kind: 'hard-healthy',
      sentence: 'Errors come in clusters, three together on average.',
    },
    { cluster: 3 },
  ),
  scenario(
    {
      name: 'healthy-noisy-instances',
      kind: 'hard-healthy',
      sentence: 'Every instance has an error rate of its own for good (σ of its logarithm 0.3).',
    },
    { uneven: { errors: 0.3, latency: 0 } },
  ),
  scenario(
    {
      name: 'healthy-latency-offset',
      kind: 'hard-healthy',
      sentence: 'Every instance has a latency of its own for good (σ of its logarithm 0.03).',
    },
    { uneven: { errors: 0, latency: 0.03 } },
  ),
  scenario(
    { name: 'errors-1.5x', kind: 'worse', sentence: 'The canary has 1.5 times the errors.' },
    { errors: times(1.5) },
  ),
  scenario({ name: 'errors-2x', kind: 'worse', sentence: 'Twice the errors.' }, { errors: times(2) }),
  scenario({ name: 'errors-5x', kind: 'worse', sentence: 'Five times the errors.' }, { errors: times(5) }),
  scenario(
    { name: 'errors-5x-100rpm', kind: 'worse', sentence: 'Five times the errors, 100 requests a minute.' },
    { errors: times(5), requestsPerMinute: 100 },
  ),
  scenario(
    {
      name: 'errors-2x-from-30m',
      kind: 'worse',
      sentence: 'Twice the errors from minute 30.',
      worseFrom: 30,
    },
    { errors: (at) => (at < 30 ? 1 : 2) },
  ),
  scenario(
    { name: 'errors-2x-clustered', kind: 'worse', sentence: 'Twice the errors, in clusters of three.' },
    { errors: times(2), cluster: 3 },
  ),
  scenario({ name: 'latency-5%', kind: 'worse', sentence: 'Latency 5 % higher.' }, { latency: 1.05 }),
  scenario({ name: 'latency-10%', kind: 'worse', sentence: 'Latency 10 % higher.' }, { latency: 1.1 }),
  scenario({ name: 'latency-20%', kind: 'worse', sentence: 'Latency 20 % higher.' }, { latency: 1.2 }),
  scenario(
    { name: 'latency-20%-100rpm', kind: 'worse', sentence: 'Latency 20 % higher, 100 requests a minute.' },
    { latency: 1.2, requestsPerMinute: 100 },
  ),
  scenario(
    {
      name: 'latency-tail',
      kind: 'worse',
      sentence: 'The slow tail has 2 % of the requests instead of 1 %.',
    },
    { tail: { stable: 0.01, canary: 0.02 } },
  ),
];
