import type { IncomingMessage } from 'node:http';
import type { Target } from '../../../core/rollout/plan.ts';
import { countEnd, type Slot } from './ring.ts';
import type { Clock, Route } from './route.ts';

/** One request on its way through the proxy. Mutable: it is counted exactly once, whichever end comes first. */
export interface Passage {
  readonly route: Route;
  readonly arrivedAt: number;
  readonly cohort: string;
  /** The client's request, its body still unread. */
  readonly raw: IncomingMessage;
  /** The `set-cookie` line a new sticky client is given; null for everybody else. */
  readonly cookie: string | null;
  target: Target;
  phase: 'allotted' | 'handed' | 'ended';
  /** Where it was counted, so that an answer that breaks off later becomes an error of the same second. */
  counted: Slot | null;
  /** Stops the upstream request; null until its bytes leave. */
  abort: ((reason: Error) => void) | null;
}

/** The request's bytes leave for its version now. */
export function handOver(passage: Passage, clock: Clock): void {
  const tally = passage.route.tally(passage.target.version);
  tally.acceptedAt = clock();
  tally.inFlight += 1;
  passage.phase = 'handed';
  passage.route.slot(passage.target.version, passage.cohort).given += 1;
}

/** The version answered with this status, or could not be reached (502) or did not answer in time (504). */
export function answered(passage: Passage, status: number, clock: Clock): void {
  end(passage, status, clock);
}

/**
 * The client went away before the answer. It counts as a request with the time it waited, so that a version that
 * hangs is seen in the latencies, and not as an error: it may have left for its own reasons.
 */
export function left(passage: Passage, clock: Clock): void {
  end(passage, null, clock);
}

/** The answer broke off after its headers: an error, unless its status was one already. */
export function broke(passage: Passage, status: number): void {
  if (passage.counted !== null && status < 500) passage.counted.errors += 1;
  passage.counted = null;
}

function end(passage: Passage, status: number | null, clock: Clock): void {
  if (passage.phase === 'ended') return;
  const { version } = passage.target;
  const slot = passage.route.slot(version, passage.cohort);
  if (passage.phase === 'handed') passage.route.tally(version).inFlight -= 1;
  else slot.given += 1;
  passage.phase = 'ended';
  passage.counted = slot;
  countEnd(slot, status, clock() - passage.arrivedAt);
}
