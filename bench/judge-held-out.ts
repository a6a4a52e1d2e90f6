import { scenario } from '../src/simulate/scenarios.ts';
import { type Case, usualCase } from './judge-case.ts';

const times = (factor: number) => () => factor;

/** Releases that the judge was not developed on: nothing may be tuned to them. */
export const heldOut: readonly Case[] = [
  usualCase(
    scenario(
      { name: 'healthy-25-instances', kind: 'healthy', sentence: '25 instances instead of ten.' },
      { instances: 25 },
    ),
  ),
  usualCase(
    scenario({ name: 'healthy-every-10s', kind: 'healthy', sentence: 'Looked at every ten seconds.' }, {}),
    { interval: 10_000 },
  ),
  usualCase(
    scenario(
      {
        name: 'healthy-drifting',
        kind: 'healthy',
        sentence: "Everybody's errors double and halve again within the hour.",
      },
      { drift: (at) => 2 ** Math.sin((2 * Math.PI * at) / 60) },
    ),
  ),
  usualCase(
    scenario(
      {
        name: 'healthy-30%-bad',
        kind: 'healthy',
        sentence: '30 % of the requests do not buy, as with stable.',
      },
      { errorRate: 0.3 },
    ),
  ),
  usualCase(
    scenario(
      {
        name: 'healthy-latency-wide',
        kind: 'healthy',
        sentence: 'Latencies lie wide (σ of their logarithm 1.2), with 5 % in the slow tail.',
      },
      { spread: 1.2, tail: { stable: 0.05, canary: 0.05 } },
    ),
  ),
  usualCase(
    scenario(
      { name: 'healthy-untold', kind: 'healthy', sentence: 'The source tells no instances apart.' },
      {},
    ),
    { told: 'all' },
  ),
  usualCase(
    scenario(
      {
        name: 'healthy-clusters-of-6',
        kind: 'hard-healthy',
        sentence: 'Errors come in clusters, six together on average.',
      },
      { cluster: 6 },
    ),
  ),
  usualCase(
    scenario(
      {
        name: 'healthy-clustered-untold',
        kind: 'hard-healthy',
        sentence: 'Clusters of three, and the source tells no instances apart.',
      },
      { cluster: 3 },
    ),
    { told: 'all' },
  ),
  usualCase(
    scenario(
      {
        name: 'healthy-noisy-20%',
        kind: 'hard-healthy',
        sentence: 'Instances with error rates of their own (σ 0.4), two of them with the canary.',
      },
      { uneven: { errors: 0.4, latency: 0 } },
    ),
    { weight: 20 },
  ),
  usualCase(
    scenario(
      {
        name: 'errors-3x-600rpm-20%',
        kind: 'worse',
        sentence: 'Three times 2 % errors, 600 requests a minute, 20 % of them to the canary.',
      },
      { requestsPerMinute: 600, errorRate: 0.02, errors: times(3) },
    ),
    { weight: 20 },
  ),
  usualCase(
    scenario(
      {
        name: 'errors-2x-every-10s',
        kind: 'worse',
        sentence: 'Twice the errors, looked at every ten seconds.',
      },
      { errors: times(2) },
    ),
    { interval: 10_000 },
  ),
  usualCase(
    scenario(
      { name: 'errors-2x-drifting', kind: 'worse', sentence: 'Twice the errors, while everybody drifts.' },
      { errors: times(2), drift: (at) => 2 ** Math.sin((2 * Math.PI * at) / 60) },
    ),
  ),
  usualCase(
    scenario(
      {
        name: 'errors-33%-of-30%',
        kind: 'worse',
        sentence: '33 % of the requests do not buy instead of 30 %.',
      },
      { errorRate: 0.3, errors: times(1.1) },
    ),
  ),
  usualCase(
    scenario(
      { name: 'latency-20%-wide', kind: 'worse', sentence: 'Latency 20 % higher where latencies lie wide.' },
      { latency: 1.2, spread: 1.2, tail: { stable: 0.05, canary: 0.05 } },
    ),
  ),
];
