import { Failure } from '../../src/core/failure.ts';
import { latencyBoundaries } from '../../src/core/judge/histogram.ts';
import type { Reading } from '../../src/core/judge/measurement.ts';
import type { Counter, SideTotals } from '../../src/core/judge/totals.ts';
import type { Wanted } from '../../src/core/rollout/wanted.ts';
import type { Router, RouterReading, TrafficMetrics } from '../../src/ports/router.ts';

/**
 * A router for tests that are about something else: does what it is told, and measures what the test says. Its counters
 * grow by 1000 requests of each side whenever they are read.
 */
export interface MemoryRouter extends Router, TrafficMetrics {
  readonly orders: { readonly route: string; readonly wanted: Wanted }[];
  /** Share of failing requests of the canary. */
  canaryErrors: number;
  /** The same of stable. */
  stableErrors: number;
  /** Answers nothing. */
  dead: boolean;
}

const requestsPerLook = 1000;

export function memoryRouter(): MemoryRouter {
  const routes = new Map<string, RouterReading>();
  const orders: { route: string; wanted: Wanted }[] = [];
  let looks = 0;
  const failed = { canary: 0, stable: 0 };
  const at = (route: string) => routes.get(route) ?? { wanted: null, fence: 0, returned: null };
  const check = () => {
    if (router.dead)
      throw new Failure('router-unreachable', 'The router does not answer.', { retryable: true });
  };
  const router: MemoryRouter = {
    orders,
    canaryErrors: 0,
    stableErrors: 0,
    dead: false,
    async apply({ route }, wanted, fence) {
      check();
      if (fence < at(route).fence) {
        throw new Failure('router-refused', 'A newer decision stands.', { retryable: false });
      }
      routes.set(route, { wanted, fence, returned: null });
      orders.push({ route, wanted });
    },
    async read({ route }) {
      check();
      return at(route);
    },
    async observe({ route }, canary) {
      check();
      const { wanted } = at(route);
      const weight = wanted?.kind === 'split' && wanted.canary.version === canary.version ? wanted.weight : 0;
      return { weight, observed: weight, requests: 1000 };
    },
    async measure(_routing, _sides, series) {
      check();
      return series.map(({ metric, window }) => ({
        metric,
        window,
        canary: errorsOf(router.canaryErrors),
        stable: errorsOf(router.stableErrors),
      }));
    },
    async totals(_routing, _sides, series) {
      check();
      looks += 1;
      failed.canary += Math.round(router.canaryErrors * requestsPerLook);
      failed.stable += Math.round(router.stableErrors * requestsPerLook);
      const requests = looks * requestsPerLook;
      return series.map((one) => ({
        metric: one.metric,
        canary: counterOf(one.series, requests, failed.canary),
        stable: counterOf(one.series, requests, failed.stable),
      }));
    },
    undoByHand: () => ['curl --undo'],
  };
  return router;
}

function errorsOf(share: number): Reading {
  return { kind: 'value', value: share, requests: 1000, errors: Math.round(share * 1000) };
}

/** Every answer takes the same 100 ms or so, on both sides. */
function counterOf(series: string, requests: number, bad: number): SideTotals {
  const bucket = latencyBoundaries.findIndex((boundary) => boundary >= 100);
  const counts = Array.from({ length: latencyBoundaries.length + 1 }, (_, index) =>
    index === bucket ? requests : 0,
  );
  const counter: Counter = /^p\d/.test(series)
    ? { kind: 'histogram', boundaries: latencyBoundaries, counts }
    : { kind: 'events', requests, bad };
  return { kind: 'totals', instances: { all: counter } };
}
