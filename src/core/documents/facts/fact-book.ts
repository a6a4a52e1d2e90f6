import { idAsName, type PersonName } from '../../card/names.ts';
import type { Recorded } from '../../rollout/events.ts';
import type { Rollout } from '../../rollout/state.ts';
import type { Instant } from '../../time.ts';
import { bookOf } from './book-of.ts';
import type { FactBook } from './fact.ts';
import { outcomeOf } from './outcome-of.ts';
import { rolloutFacts } from './rollout-facts.ts';

export interface FactBookOptions {
  readonly now: Instant;
  readonly personName?: PersonName;
}

/**
 * Everything that documents may say about a rollout.
 * @param events all of them, oldest first
 */
export function factBook(
  rollout: Rollout,
  events: readonly Recorded[],
  { now, personName = idAsName }: FactBookOptions,
): FactBook {
  void events;
  return bookOf(rollout.id, rolloutFacts(rollout, personName), [], [], outcomeOf(rollout, now));
}
