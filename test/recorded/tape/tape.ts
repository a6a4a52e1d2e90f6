import type { BudgetStanding } from '../../../src/core/budget/standing.ts';
import { PersonId, type RoleName, RolloutId } from '../../../src/core/ids.ts';
import type { Reading } from '../../../src/core/judge/measurement.ts';
import { decideWish } from '../../../src/core/rollout/decide-person.ts';
import { decideRequest } from '../../../src/core/rollout/decide-request.ts';
import { decideFinding } from '../../../src/core/rollout/decide-world.ts';
import { belay } from '../../../src/core/rollout/decision.ts';
import type { Actor, Recorded, RolloutEvent, TrafficReading } from '../../../src/core/rollout/events.ts';
import { evolve } from '../../../src/core/rollout/evolve.ts';
import type { Finding } from '../../../src/core/rollout/finding.ts';
import { budgetsFound } from '../../../src/core/rollout/found-budgets.ts';
import { dueProbes } from '../../../src/core/rollout/probe-streaks.ts';
import type { Rollout } from '../../../src/core/rollout/state.ts';
import { wantedStep } from '../../../src/core/rollout/steps.ts';
import { wantedWeight, watchedStage } from '../../../src/core/rollout/wanted.ts';
import type { Wish } from '../../../src/core/rollout/wish.ts';
import type { Instant, Millis } from '../../../src/core/time.ts';
import type { Scenario } from '../../../src/simulate/scenario.ts';
import { createVirtualSource, type VirtualSource } from '../../../src/simulate/virtual-source.ts';
import type { Released } from './plans.ts';

/** What the made-up world does that is not as usual, from now on. */
export interface World {
  /** What the router says instead of obeying; null when it obeys. */
  refuses: string | null;
  /** Percent of requests that the canary is seen to get; null when it is what was asked for. */
  strays: number | null;
  /** Whether the probes answer. */
  answers: boolean;
  /** Share of memory that both sides use. */
  memory: { canary: number; stable: number };
}

/** One rollout of the real core in a made-up world, with everything that it wrote into its log. Mutable. */
export interface Tape {
  readonly world: World;
  rollout(): Rollout;
  events(): readonly Recorded[];
  /** Lets time pass without a look. */
  wait(time: Millis): void;
  /** Looks every interval as the worker does, until it is so or nothing can come any more. */
  runUntil(done: (rollout: Rollout) => boolean): void;
  /** So many looks. */
  look(times: number): void;
  say(person: keyof typeof people, wish: Wish): void;
  budgets(standings: readonly BudgetStanding[]): void;
}

const people = {
  ada: ['developer'],
  grace: ['sre-oncall'],
  lin: ['team-lead'],
  sam: ['sre-oncall', 'team-lead'],
} as const;

export interface Begun {
  readonly reason?: string;
  readonly changes?: readonly string[];
  readonly seed?: number;
  /** Another rollout that is live, and behind which this one waits. */
  readonly behind?: string;
}

/** Router and steps take a moment, as they do in life. In milliseconds. */
const routerTakes = 380;
const stepTakes = 6400;
/** Requests of the whole service, as the stories have it. */
export const perMinute = 2400;
const mostLooks = 2000;

export function createTape(
  id: string,
  { plan, stable }: Released,
  scenario: Scenario,
  { reason, changes, seed = 1, behind }: Begun = {},
): Tape {
  const rolloutId = RolloutId.parse(id);
  const events: Recorded[] = [];
  let state: Rollout | null = null;
  let now: Instant = Date.UTC(2026, 2, 2, 9, 0, 0);
  let source: VirtualSource | null = null;
  let passed: Instant = now;
  const world: World = {
    refuses: null,
    strays: null,
    answers: true,
    memory: { canary: 0.61, stable: 0.58 },
  };

  function rollout(): Rollout {
    if (state === null) throw new Error('the rollout was never asked for');
    return state;
  }

  function append(news: readonly RolloutEvent[], actor: Actor): void {
    for (const event of news) {
      const one = { seq: events.length + 1, at: now, actor, event };
      events.push(one);
      state = evolve(state, one);
    }
  }

  function found(finding: Finding): void {
    append(decideFinding(rollout(), finding, now), belay);
  }

  /** Commands run and the router is told, until nothing of the kind is wanted. */
  function settle(): void {
    for (;;) {
      const step = wantedStep(rollout());
      if (step !== null) {
        found({ kind: 'step-begun' });
        now += stepTakes;
        const ended = { step, succeeded: true, sentence: 'exited with 0', output: '', took: stepTakes };
        found({ kind: 'step-ended', ...ended });
      } else if (awaitsRouter(rollout())) {
        now += routerTakes;
        if (world.refuses !== null) {
          found({ kind: 'route-refused', sentence: world.refuses });
          return;
        }
        found({ kind: 'route-confirmed', weight: wantedWeight(rollout()), found: null });
        passed = now;
        source ??= createVirtualSource(plan, scenario, seed, now);
      } else return;
    }
  }

  function measured(): Finding {
    const probes = dueProbes(rollout(), now).map(({ name }) => ({
      name,
      healthy: world.answers,
      sentence: world.answers ? '200 in 11ms' : 'no answer within 3s',
    }));
    const stage = watchedStage(rollout());
    if (stage === null || source === null)
      return { kind: 'evaluated', measurements: [], probes, traffic: null };
    const { measurements, totals } = source.look(stage);
    const memory = (side: 'canary' | 'stable'): Reading => ({
      kind: 'value',
      value: world.memory[side],
      requests: null,
      errors: null,
    });
    return {
      kind: 'evaluated',
      measurements: measurements.map((one) =>
        one.metric === 'memory' ? { ...one, canary: memory('canary'), stable: memory('stable') } : one,
      ),
      totals,
      probes,
      traffic: shares(),
    };
  }

  /** What was seen of the last three intervals at this weight. */
  function shares(): TrafficReading | null {
    const { phase } = rollout();
    const window = Math.min(3 * plan.interval, now - phase.since);
    if (phase.kind === 'shifting' || window < plan.interval) return null;
    const weight = wantedWeight(rollout());
    const wobble = weight < 100 ? (events.length % 7) / 10 - 0.3 : 0;
    const requests = Math.round((window / 60_000) * perMinute);
    return { weight, observed: world.strays ?? weight + wobble, requests };
  }

  function look(): void {
    const wait = Math.min(plan.interval, rollout().phase.kind === 'preparing' ? 5000 : plan.interval);
    now = Math.max(now, passed + wait);
    passed = now;
    if (world.refuses === null) settle();
    if (watchedStage(rollout()) !== null || rollout().phase.kind === 'preparing') {
      source?.pass(now, wantedWeight(rollout()));
      found(measured());
    } else found({ kind: 'time' });
    settle();
  }

  const owner = behind === undefined ? null : { id: RolloutId.parse(behind), version: 'v2.3.1' };
  const requested = decideRequest(
    { rollout: rolloutId, plan, reason: reason ?? null, origin: null, changes: changes ?? null },
    { stable, owner, queued: [] },
    now,
  );
  if (requested.kind === 'refused') throw new Error(requested.sentence);
  append(requested.events, speaker('ada'));
  found({ kind: 'time' });
  settle();
  return {
    world,
    rollout,
    events: () => events,
    wait: (time) => {
      now += time;
    },
    look: (times) => {
      for (let count = 0; count < times; count += 1) look();
    },
    runUntil: (done) => {
      for (let count = 0; !done(rollout()); count += 1) {
        if (count > mostLooks) throw new Error(`${id} never came to that`);
        look();
      }
    },
    say: (person, wish) => {
      const decision = decideWish(rollout(), wish, speaker(person), now);
      if (decision.kind === 'refused') throw new Error(decision.sentence);
      append(decision.events, speaker(person));
      settle();
    },
    budgets: (standings) => append(budgetsFound(rollout(), standings), belay),
  };
}

function speaker(person: keyof typeof people): Extract<Actor, { kind: 'person' }> {
  const roles = people[person].map((role) => role as RoleName);
  return { kind: 'person', person: PersonId.parse(person), roles, place: 'console' };
}

function awaitsRouter({ phase, pause }: Rollout): boolean {
  if (phase.kind === 'shifting' || phase.kind === 'completing') return pause === null;
  return phase.kind === 'rolling-back' && phase.weight === 0 && !phase.safe;
}
