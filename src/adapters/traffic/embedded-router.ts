import type { z } from 'zod';
import { Failure } from '../../core/failure.ts';
import type { Measurement, Reading } from '../../core/judge/measurement.ts';
import { noTotals } from '../../core/judge/totals.ts';
import { isTrafficSeries } from '../../core/judge/traffic-series.ts';
import type { Target } from '../../core/rollout/plan.ts';
import type { Millis } from '../../core/time.ts';
import type { Router, TrafficMetrics } from '../../ports/router.ts';
import { MetricsAnswer, ReadingAnswer, RefusalAnswer } from './embedded-proxy/protocol.ts';
import { readSeries } from './traffic-reading.ts';

export interface EmbeddedRouterOptions {
  /** The proxy's control address, such as `http://127.0.0.1:7070`. */
  readonly controlUrl: string;
  readonly token: string;
}

const timeout = 1000;
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
    totals: async (_routing, _sides, series) =>
      noTotals(series, 'source-failed', 'this router has no counters to read'),
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

/** One round trip. @throws Failure router-refused, router-unreachable */
async function call<T>(
  { controlUrl, token }: EmbeddedRouterOptions,
  schema: z.ZodType<T>,
  method: 'GET' | 'PUT',
  path: string,
  body?: unknown,
): Promise<T> {
  const answer = await ask(`${controlUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(timeout),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (answer.status >= 400) {
    const refusal = RefusalAnswer.safeParse(answer.json);
    const sentence = refusal.success ? refusal.data.sentence : `It answered with status ${answer.status}.`;
    throw new Failure('router-refused', `The proxy did not take the order. ${sentence}`, {
      retryable: answer.status >= 500,
    });
  }
  const parsed = schema.safeParse(answer.json);
  if (parsed.success) return parsed.data;
  throw new Failure(
    'router-refused',
    `What answers at ${controlUrl} is not a proxy of this version of Belay. Restart the proxy.`,
    { retryable: false, cause: parsed.error },
  );
}

async function ask(url: string, init: RequestInit): Promise<{ status: number; json: unknown }> {
  try {
    const response = await fetch(url, init);
    const text = await response.text();
    return { status: response.status, json: parse(text) };
  } catch (cause) {
    throw new Failure(
      'router-unreachable',
      `The proxy’s control address ${new URL(url).origin} does not answer, so its traffic cannot be moved or measured. A split returns to stable by itself when its lease ends. Check that the proxy process runs.`,
      { retryable: true, cause },
    );
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
