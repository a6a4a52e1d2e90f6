import type { RolloutId } from '../../../src/core/ids.ts';
import type { Measurement, ProbeResult } from '../../../src/core/judge/measurement.ts';
import type { Totals } from '../../../src/core/judge/totals.ts';
import { decideWish } from '../../../src/core/rollout/decide-person.ts';
import type { Decision } from '../../../src/core/rollout/decision.ts';
import type { TrafficReading } from '../../../src/core/rollout/events.ts';
import type { PlanBody, Probe } from '../../../src/core/rollout/plan.ts';
import type { Rollout } from '../../../src/core/rollout/state.ts';
import type { Person, Wish } from '../../../src/core/rollout/wish.ts';
import { aCheck, errorRates } from '../../builders/check.ts';
import { aPlan, aStage, aTarget } from '../../builders/plan.ts';
import { person, World } from './world.ts';

export const ana = person('ana', 'team-lead');
export const ben = person('ben', 'sre-oncall');
/** Asks for every rollout here, and could approve others'. */
export const cem = person('cem', 'team-lead');

export const trigger = aCheck('rollback');
export const pausing = aCheck('pause', {
  text: 'error-rate > 3%',
  limit: { kind: 'absolute', value: 0.03 },
});
export const criterion = aCheck('criterion', {
  text: 'error-rate < 1%',
  comparison: '<',
  limit: { kind: 'absolute', value: 0.01 },
});

export function aProbe(overrides: Partial<Probe> = {}): Probe {
  return {
    name: 'ready',
    kind: 'ready',
    path: '/ready',
    critical: true,
    delay: 0,
    every: 1000,
    timeout: 500,
    failures: 3,
    successes: 1,
    ...overrides,
  };
}

export function well(name = 'ready'): ProbeResult {
  return { name, healthy: true, sentence: '200 in 3ms' };
}

export function ill(name = 'ready'): ProbeResult {
  return { name, healthy: false, sentence: '503 in 3ms' };
}

interface Seen {
  readonly probes?: readonly ProbeResult[];
  readonly traffic?: TrafficReading;
  readonly totals?: readonly Totals[];
}

/** One rollout in its slot, driven as a worker and people would drive it. */
export interface Live {
  readonly world: World;
  readonly id: RolloutId;
  rollout(): Rollout;
  /** Time passes, the router is set and read back, and a canary with traffic is measured. @returns the events' kinds */
  look(millis: number, measurements?: readonly Measurement[], seen?: Seen): readonly string[];
  /** The same with this error rate. */
  at(rate: number, millis?: number): readonly string[];
  tell(wish: Wish, by?: Person): Decision;
  kinds(): readonly string[];
}

/** v2 over v1, three stages of five seconds (5, 50, 100 %) with a trigger and a criterion, seen by the router. */
export function live(overrides: Partial<PlanBody> = {}): Live {
  const begun = requested(overrides);
  begun.look(0);
  begun.look(0);
  return begun;
}

/** The same, before the first look. */
export function requested(overrides: Partial<PlanBody> = {}): Live {
  const world = new World(aTarget('v1'));
  const id = world.deploy(aPlan({ stages: stages(), ...overrides }), cem);
  if (id === null) throw new Error('the rollout was refused');
  const rollout = () => world.get(id);
  const kinds = () => (world.logs.get(id) ?? []).map(({ event }) => event.kind);
  function look(millis: number, measurements = [errorRates(0.001)], seen: Seen = {}): readonly string[] {
    const before = kinds().length;
    world.now += millis;
    world.route(rollout(), true);
    world.find(rollout(), {
      kind: 'evaluated',
      measurements,
      probes: seen.probes ?? [],
      traffic: seen.traffic ?? null,
      ...(seen.totals === undefined ? {} : { totals: seen.totals }),
    });
    return kinds().slice(before);
  }
  return {
    world,
    id,
    rollout,
    look,
    at: (rate, millis = 1000) => look(millis, [errorRates(rate)]),
    tell(wish, by = ana) {
      const decision = decideWish(rollout(), wish, by, world.now);
      if (decision.kind === 'decided') world.append(id, rollout().seq, decision.events, by);
      return decision;
    },
    kinds,
  };
}

export function stages(checks = [trigger, criterion]): PlanBody['stages'] {
  return [
    aStage({ name: '5 %', weight: 5, checks }),
    aStage({ name: '50 %', weight: 50, checks }),
    aStage({ name: '100 %', weight: 100, checks }),
  ];
}

/** The events that a decision would append, by kind. */
export function decidedKinds(decision: Decision): readonly string[] {
  return decision.kind === 'decided' ? decision.events.map(({ kind }) => kind) : [decision.code];
}
