import { Failure } from '../../core/failure.ts';
import type { Measurement, Reading } from '../../core/judge/measurement.ts';
import type { Totals } from '../../core/judge/totals.ts';
import { isTrafficSeries } from '../../core/judge/traffic-series.ts';
import type { Target } from '../../core/rollout/plan.ts';
import type { Millis } from '../../core/time.ts';
import type { Router, TrafficMetrics } from '../../ports/router.ts';
import { call, type ProxyAddress } from './embedded-proxy/call.ts';
import { MetricsAnswer, ReadingAnswer, TotalsAnswer } from './embedded-proxy/protocol.ts';
import { readSeries } from './traffic-reading.ts';
import { oneInstance, readTotals } from './traffic-totals.ts';

export type EmbeddedRouterOptions = ProxyAddress;

/** Below this many unpinned requests an observed share says nothing. */
const enoughToObserve = 100;

/**
 * Moves and measures traffic through the embedded proxy's control address. A request that its version has not
 * answered for ten seconds is an error from then on, once, so that a version that hangs is seen while it does.
 */
export function createEmbeddedRouter(options: EmbeddedRouterOptions): Router & TrafficMetrics {
  async function metrics(route: string, windows: readonly Millis[]): Promise<MetricsAnswer> {
    const query = windows.map((window) => `window=${window}`).join('&');
    return await call(options, MetricsAnswer, 'GET', `${pathOf(route)}/metrics?${query}`);
  }

  return {
    async apply({ route, sticky, header, segments, lease }, wanted, fence) {
      const order = { wanted, routing: { sticky, header, segments, lease }, fence };
      await call(options, ReadingAnswer, 'PUT', pathOf(route), order);
    },
    read: ({ route }) => call(options, ReadingAnswer, 'GET', pathOf(route)),
    async observe({ route }, canary, window) {
      const { reading, windows } = await metrics(route, [window]);
      const unpinned = (windows[0]?.unchanged ?? []).filter(({ cohort }) => cohort === 'weight');
      const requests = total(unpinned);
      const byCanary = total(unpinned.filter(({ version }) => version === canary.version));
      return {
        weight: weightOf(reading, canary),
        observed: requests < enoughToObserve ? null : (byCanary / requests) * 100,
        requests,
      };
    },
    async measure({ route }, sides, series) {
      const windows = [...new Set(series.map(({ window }) => window))];
      try {
        const answer = windows.length === 0 ? null : await metrics(route, windows);
        return series.map((one) => measurement(answer, sides, one));
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        const failed: Reading = { kind: 'none', reason: 'source-failed', sentence: error.message };
        return series.map(({ metric, window }) => ({ metric, window, canary: failed, stable: failed }));
      }
    },
    async totals({ route }, sides, series) {
      if (series.length === 0) return [];
      const versions = new URLSearchParams([
        ['version', sides.canary.version],
        ['version', sides.stable.version],
      ]);
      const answer = await call(options, TotalsAnswer, 'GET', `${pathOf(route)}/totals?${versions}`);
      return series.map((one) => totalsOf(answer, sides, one));
    },
    undoByHand: ({ route }, stable) => [
      `npx belay proxy stable ${/^[\w.-]+$/.test(route) ? route : quoted(route)}`,
      curlToStable(`${options.controlUrl}${pathOf(route)}`, stable),
    ],
  };
}

function pathOf(route: string): string {
  return `/routes/${encodeURIComponent(route)}`;
}

/**
 * Percent the router is set to give this very version: what it gives another canary is not its weight, and once
 * it is stable itself it has everything.
 */
function weightOf({ wanted }: ReadingAnswer, { version }: Target): number {
  if (wanted?.kind === 'split' && wanted.canary.version === version) return wanted.weight;
  return wanted?.kind === 'stable' && wanted.stable.version === version ? 100 : 0;
}

function total(counts: readonly { given: number }[]): number {
  return counts.reduce((sum, { given }) => sum + given, 0);
}

function measurement(
  answer: MetricsAnswer | null,
  sides: { canary: Target; stable: Target },
  { metric, series, window }: { metric: string; series: string; window: Millis },
): Measurement {
  const taken = answer?.windows.find((one) => one.window === window);
  const read = ({ version }: Target): Reading => {
    if (taken === undefined || !isTrafficSeries(series)) {
      const sentence = `The proxy has no series "${series}" over this window; correct ${metric} in belay.yml.`;
      return { kind: 'none', reason: 'empty', sentence };
    }
    const served = taken.cohorts.find((one) => one.version === version && one.cohort === 'weight');
    return readSeries(series, served, version, window, taken.covered);
  };
  return { metric, window, canary: read(sides.canary), stable: read(sides.stable) };
}

function totalsOf(
  { cohorts }: TotalsAnswer,
  sides: { canary: Target; stable: Target },
  { metric, series }: { metric: string; series: string },
): Totals {
  const read = ({ version }: Target) => {
    const served = cohorts.find((one) => one.version === version && one.cohort === 'weight');
    return readTotals(metric, series, oneInstance(served));
  };
  return { metric, canary: read(sides.canary), stable: read(sides.stable) };
}

/** The token stays a shell variable: these lines are posted to chat. */
function curlToStable(url: string, stable: Target): string {
  const order = JSON.stringify({ wanted: { kind: 'stable', stable } });
  return [
    'curl --fail-with-body -sS -X PUT',
    '-H "authorization: Bearer $BELAY_PROXY_TOKEN" -H "content-type: application/json"',
    `-d ${quoted(order)} ${quoted(url)}`,
  ].join(' ');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/**
 * A person's last resort: sends everybody to whoever is stable, past every fence.
 * @returns the stable version
 * @throws Failure router-refused, router-unreachable
 */
export async function returnToStable(options: EmbeddedRouterOptions, route: string): Promise<string> {
  const { wanted } = await call(options, ReadingAnswer, 'GET', pathOf(route));
  if (wanted === null) {
    const sentence = `The proxy does not know who is stable on ${route}: it has never been told.`;
    throw new Failure('router-refused', sentence, { retryable: false });
  }
  const { stable } = wanted;
  await call(options, ReadingAnswer, 'PUT', pathOf(route), { wanted: { kind: 'stable', stable } });
  return stable.version;
}
