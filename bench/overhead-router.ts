import type { Measurement } from '../src/core/judge/measurement.ts';
import { noTotals } from '../src/core/judge/totals.ts';
import type { RouterReading } from '../src/ports/router.ts';
import type { AnyRouter } from '../src/roles/routers.ts';

/** A router and a source of metrics that answer at once: what remains is what a look itself costs. */
export function instantRouter(measured: (route: string) => void): AnyRouter {
  const routes = new Map<string, RouterReading>();
  const at = (route: string) => routes.get(route) ?? { wanted: null, fence: 0, returned: null };
  return {
    async apply({ route }, wanted, fence) {
      routes.set(route, { wanted, fence, returned: null });
    },
    async read({ route }) {
      return at(route);
    },
    async observe({ route }) {
      const { wanted } = at(route);
      const weight = wanted?.kind === 'split' ? wanted.weight : 0;
      return { weight, observed: weight, requests: 1000 };
    },
    async measure({ route }, _sides, series) {
      measured(route);
      return series.map(({ metric, series: name, window }) => healthy(metric, name, window));
    },
    totals: async (_routing, _sides, series) =>
      noTotals(series, 'source-failed', 'this router has no counters to read'),
    undoByHand: () => [],
  };
}

function healthy(metric: string, series: string, window: number): Measurement {
  const value = series === 'error-rate' ? 0.001 : 120;
  const reading = { kind: 'value', value, requests: 1000, errors: 1 } as const;
  return { metric, window, canary: reading, stable: reading };
}
