import type { ChartSpan } from '../core/documents/chart-span.ts';
import type { Recorded } from '../core/rollout/events.ts';
import type { Rollout } from '../core/rollout/state.ts';

export interface Picture {
  readonly png: Uint8Array;
  /** What is seen in it, as one sentence for those who do not see it. */
  readonly alt: string;
}

/**
 * Draws how a rollout went.
 * @param events all of them, oldest first
 * @param span the part that is shown; all of it when left out or null
 * @returns null when there is nothing to draw
 */
export type DrawChart = (
  rollout: Rollout,
  events: readonly Recorded[],
  span?: ChartSpan | null,
) => Promise<Picture | null>;
