import type { Refusal } from '../../../core/refusal.ts';
import type { Target } from '../../../core/rollout/plan.ts';
import type { Draws } from '../../../core/traffic/allocate.ts';
import { createCounters } from './counters.ts';
import type { MetricsAnswer, Order, ReadingAnswer, TotalsAnswer } from './protocol.ts';
import { createRing, type Ring } from './ring.ts';
import { type RouteState, settle, take } from './route-state.ts';
import type { Slots } from './slot.ts';

/** Milliseconds since 1970, with fractions, never going back: leases and latencies are both read from it. */
export type Clock = () => number;

/** One line for the log: what happened and, for the log alone, why. */
export type Log = (sentence: string, cause?: unknown) => void;

export interface VersionTally {
  acceptedAt: number | null;
  inFlight: number;
}

/** One route at work: its state, and what it has counted. */
export interface Route {
  readonly name: string;
  /** The state as of now: a split whose lease is over has returned. */
  state(): RouteState;
  take(order: Order): Refusal | null;
  /** Called after requests began to be served differently. */
  onChange(listener: () => void): void;
  tally(version: string): VersionTally;
  /** Where a request that this version is given now is counted. */
  slots(version: string, cohort: string): Slots;
  metrics(windows: readonly number[]): MetricsAnswer;
  totals(versions: readonly string[]): TotalsAnswer;
  draws: Draws;
}

export function createRoute(name: string, starting: RouteState, clock: Clock): Route {
  let state = starting;
  const ring = createRing(clock());
  const counters = createCounters();
  const tallies = new Map<string, VersionTally>();

  const listeners: (() => void)[] = [];

  function become(next: RouteState): RouteState {
    const changed = next.epoch !== state.epoch;
    state = next;
    if (changed) for (const listener of listeners) listener();
    return state;
  }

  function settled(): RouteState {
    return become(settle(state, clock()));
  }

  return {
    name,
    draws: {},
    state: settled,
    take(order) {
      const next = take(settled(), order, clock());
      if ('kind' in next) return next;
      become(next);
      return null;
    },
    onChange: (listener) => listeners.push(listener),
    tally(version) {
      const known = tallies.get(version);
      if (known !== undefined) return known;
      const tally = { acceptedAt: null, inFlight: 0 };
      tallies.set(version, tally);
      return tally;
    },
    slots: (version, cohort) => [
      ring.slot(clock(), state.epoch, version, cohort),
      counters.slot(version, cohort),
    ],
    metrics: (windows) => metricsOf(settled(), ring, tallies, windows, clock()),
    totals: (versions) => ({ at: Math.floor(clock()), cohorts: [...counters.of(versions)] }),
  };
}

export function readingOf(state: RouteState): ReadingAnswer {
  return { wanted: state.wanted, fence: state.fence, returned: state.returned };
}

function metricsOf(
  state: RouteState,
  ring: Ring,
  tallies: ReadonlyMap<string, VersionTally>,
  windows: readonly number[],
  now: number,
): MetricsAnswer {
  return {
    at: Math.floor(now),
    reading: readingOf(state),
    versions: [...tallies].map(([version, { acceptedAt, inFlight }]) => ({
      version,
      acceptedAt: acceptedAt === null ? null : Math.floor(acceptedAt),
      inFlight,
    })),
    windows: windows.map((window) => ({
      window,
      covered: ring.covered(now, window),
      cohorts: [...ring.sum(now, window)],
      unchanged: ring
        .sum(now, window, state.epoch)
        .map(({ version, cohort, given }) => ({ version, cohort, given })),
    })),
  };
}

/** May this target be given a request now? Asked again at the last moment before its bytes leave. */
export function serves(state: RouteState, target: Target): boolean {
  const { wanted } = state;
  if (wanted === null) return false;
  return wanted.stable.url === target.url || (wanted.kind === 'split' && wanted.canary.url === target.url);
}
