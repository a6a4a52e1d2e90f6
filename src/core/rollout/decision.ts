import type { Refusal } from '../refusal.ts';
import type { Instant } from '../time.ts';
import type { Actor, RolloutEvent } from './events.ts';
import { evolve } from './evolve.ts';
import type { Rollout } from './state.ts';

/** What follows from an input: events to append (none when nothing changes), or a refusal. */
export type Decision =
  | { readonly kind: 'decided'; readonly events: readonly RolloutEvent[]; readonly sentence: string }
  | Refusal;

export function decided(sentence: string, ...events: readonly RolloutEvent[]): Decision {
  return { kind: 'decided', events, sentence };
}

/** The state as it will be once `events` are appended. */
export function project(
  rollout: Rollout,
  events: readonly RolloutEvent[],
  actor: Actor,
  now: Instant,
): Rollout {
  return events.reduce(
    (state, event) => evolve(state, { seq: state.seq + 1, at: now, actor, event }) ?? state,
    rollout,
  );
}

export const belay: Actor = { kind: 'belay' };
