import type { Recorded } from '../core/rollout/events.ts';
import type { Rollout } from '../core/rollout/state.ts';

export interface Picture {
  readonly png: Uint8Array;
  /** What is seen in it, as one sentence for those who do not see it. */
  readonly alt: string;
}

/** Draws how a rollout went. @returns null when there is nothing to draw */
export type DrawChart = (rollout: Rollout, events: readonly Recorded[]) => Promise<Picture | null>;
