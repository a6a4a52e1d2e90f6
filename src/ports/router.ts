import type { Measurement } from '../core/judge/measurement.ts';
import type { Totals } from '../core/judge/totals.ts';
import type { TrafficReading } from '../core/rollout/events.ts';
import type { Routing, Target } from '../core/rollout/plan.ts';
import type { Wanted } from '../core/rollout/wanted.ts';
import type { Millis } from '../core/time.ts';

/**
 * What a router says it does. `returned` tells why it does not do what was ordered: the part of a sentence after a
 * colon, without a full stop.
 */
export interface RouterReading {
  readonly wanted: Wanted | null;
  readonly fence: number;
  readonly returned: string | null;
}

/** Moves traffic. Idempotent: applying what already holds changes nothing and renews the split's lease. */
export interface Router {
  /**
   * @param fence the rollout's `seq`; a router that can refuses an order older than the one it has
   * @throws Failure router-refused or router-unreachable
   */
  apply(routing: Routing, wanted: Wanted, fence: number): Promise<void>;
  /** @throws Failure router-refused or router-unreachable */
  read(routing: Routing): Promise<RouterReading>;
  /** Share of recent unpinned requests that canary served, with what the router is set to. @throws Failure router-refused or router-unreachable */
  observe(routing: Routing, canary: Target, window: Millis): Promise<TrafficReading>;
  /** Commands a person can paste to send everything to stable when Belay is dead. */
  undoByHand(routing: Routing, stable: Target): readonly string[];
}

/** The router's own count of what it served: the source of the `traffic` metrics. */
export interface TrafficMetrics {
  /** @returns one measurement for each series, in their order */
  measure(
    routing: Routing,
    sides: { canary: Target; stable: Target },
    series: readonly { metric: string; series: string; window: Millis }[],
  ): Promise<readonly Measurement[]>;
  /**
   * Everything counted so far, of unpinned requests alone; a restarted router begins at zero again.
   * @returns one for each series, in their order; `none` for what this router does not count
   * @throws Failure router-unreachable, router-refused or metrics-unreachable
   */
  totals(
    routing: Routing,
    sides: { canary: Target; stable: Target },
    series: readonly { metric: string; series: string }[],
  ): Promise<readonly Totals[]>;
}
