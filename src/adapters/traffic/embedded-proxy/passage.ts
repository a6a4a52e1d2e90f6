import type { IncomingMessage } from 'node:http';
import type { Target } from '../../../core/rollout/plan.ts';
import { waitsForClient } from './forwarded.ts';
import type { Clock, Route } from './route.ts';
import { countEnd, countError, countGiven, countOverdue, countStatus, type Slots } from './slot.ts';

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
  /** `overdue`: handed to its version, which has not answered in time; counted as an error, and still waited for. */
  phase: 'allotted' | 'handed' | 'overdue' | 'ended';
  /** Runs out when the version should have answered; null until it was handed the request. */
  patience: NodeJS.Timeout | null;
  /** Where it was counted, so that an answer that breaks off later becomes an error of the same second. */
  counted: Slots | null;
  /** Stops the upstream request; null until its bytes leave. */
  abort: ((reason: Error) => void) | null;
}

/**
 * The request's bytes leave for its version now.
 * @param answerWithin milliseconds for the version to answer, from here or from the end of the body
 */
export function handOver(passage: Passage, clock: Clock, answerWithin: number): void {
  const tally = passage.route.tally(passage.target.version);
  tally.acceptedAt = clock();
  tally.inFlight += 1;
  passage.phase = 'handed';
  countGiven(passage.route.slots(passage.target.version, passage.cohort));
  passage.patience = setTimeout(() => becomeOverdue(passage, clock), answerWithin).unref();
  passage.raw.once('end', () => passage.phase === 'handed' && passage.patience?.refresh());
}

/** A version that hangs must be seen before its requests end, which may take a minute. */
function becomeOverdue(passage: Passage, clock: Clock): void {
  if (passage.phase !== 'handed') return;
  if (waitsForClient(passage.raw)) {
    passage.patience?.refresh();
    return;
  }
  passage.phase = 'overdue';
  passage.counted = passage.route.slots(passage.target.version, passage.cohort);
  countOverdue(passage.counted, clock() - passage.arrivedAt);
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
  if (passage.counted !== null && status < 500) countError(passage.counted);
  passage.counted = null;
}

function end(passage: Passage, status: number | null, clock: Clock): void {
  if (passage.phase === 'ended') return;
  if (passage.patience !== null) clearTimeout(passage.patience);
  const { version } = passage.target;
  if (passage.phase === 'overdue') {
    passage.route.tally(version).inFlight -= 1;
    passage.phase = 'ended';
    if (passage.counted !== null && status !== null) countStatus(passage.counted, status);
    passage.counted = null;
    return;
  }
  const slots = passage.route.slots(version, passage.cohort);
  if (passage.phase === 'handed') passage.route.tally(version).inFlight -= 1;
  else countGiven(slots);
  passage.phase = 'ended';
  passage.counted = slots;
  countEnd(slots, status, clock() - passage.arrivedAt);
}
