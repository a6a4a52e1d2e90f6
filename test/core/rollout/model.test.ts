import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ownsTraffic } from '../../../src/core/rollout/next-look.ts';
import type { Plan } from '../../../src/core/rollout/plan.ts';
import type { Rollout } from '../../../src/core/rollout/state.ts';
import { wantedStep } from '../../../src/core/rollout/steps.ts';
import { wantedRoute } from '../../../src/core/rollout/wanted.ts';
import { aCheck, aGate, errorRates, noErrorRates } from '../../builders/check.ts';
import { aPlan, aStage, aTarget } from '../../builders/plan.ts';
import { audit, person, World } from './world.ts';

const people = [
  person('ana', 'team-lead'),
  person('ben', 'sre-oncall', 'team-lead'),
  person('cem', 'developer'),
  person('dia', 'sre-oncall'),
];

const checks = [
  aCheck('rollback'),
  aCheck('pause', { text: 'error-rate > 3%', limit: { kind: 'absolute', value: 0.03 } }),
  aCheck('criterion', { text: 'error-rate < 1%', comparison: '<', limit: { kind: 'absolute', value: 0.01 } }),
];

function aVariedPlan(version: string, superseding: Plan['superseding']): Plan {
  return aPlan({
    canary: aTarget(version),
    prepare: [{ name: 'migrate', run: ['migrate'], undo: ['migrate', 'down'], timeout: 1000 }],
    stages: [
      aStage({ name: '5 %', weight: 5, checks }),
      aStage({ name: '25 %', weight: 25, checks, gate: aGate() }),
      aStage({ name: '100 %', weight: 100, checks }),
    ],
    verify: [{ name: 'smoke', run: ['smoke'], undo: null, timeout: 1000 }],
    rollback: { steps: [10, 1], every: 2000 },
    keepPrevious: 20_000,
    superseding,
  });
}

type Act = (world: World) => void;

/** Every command acts on the real decider through the world; the invariants are checked after each. */
function command(label: string, act: Act): fc.Command<object, World> {
  return {
    check: () => true,
    run(_model, world) {
      const before = world.rollouts();
      act(world);
      invariants(world, before);
    },
    toString: () => label,
  };
}

function invariants(world: World, before: readonly Rollout[]): void {
  const now = world.rollouts();
  expect(now.filter(ownsTraffic).length, 'two rollouts own one slot').toBeLessThanOrEqual(1);
  for (const log of world.logs.values()) audit(log);
  for (const rollout of now) {
    const wanted = wantedRoute(rollout);
    const { phase, plan } = rollout;
    if (wanted?.kind === 'split' && 'stage' in phase) {
      expect(wanted.weight).toBeLessThanOrEqual(plan.stages[phase.stage]?.weight ?? 0);
    }
    const was = before.find(({ id }) => id === rollout.id);
    if (was?.phase.kind === 'rolling-back') {
      expect(['rolling-back', 'rolled-back'], 'a rollback was lost').toContain(phase.kind);
      const wantedBefore = wantedRoute(was);
      if (wantedBefore?.kind === 'stable') expect(wanted?.kind ?? 'stable').toBe('stable');
      if (wantedBefore?.kind === 'split' && wanted?.kind === 'split')
        expect(wanted.weight).toBeLessThanOrEqual(wantedBefore.weight);
    }
  }
}

const pick = <T>(items: readonly T[], n: number): T | undefined => items[n % Math.max(1, items.length)];
const anyN = fc.nat({ max: 1000 });

function deploy(version: string, policy: Plan['superseding'], by: number): Act {
  return (world) => {
    world.deploy(aVariedPlan(version, policy), pick(people, by) ?? person('ana'));
  };
}

/** One wish, and the same click again on the state the person saw: the store or the decider refuses it. */
function ask(what: number, which: number, who: number, gate: number | null): Act {
  return (world) => {
    const rollout = pick(world.rollouts(), which);
    const by = pick(people, who);
    if (rollout === undefined || by === undefined) return;
    const isStable = world.stable.version === rollout.plan.canary.version;
    const wishes = [
      { kind: 'promote', all: false },
      { kind: 'promote', all: true },
      { kind: 'pause', reason: 'lunch' },
      { kind: 'resume' },
      { kind: 'approve', gate },
      { kind: 'approve', gate: null },
      { kind: 'reject', gate, reason: 'no' },
      { kind: 'rollback', reason: 'odd', gradual: true, isStable },
      { kind: 'rollback', reason: 'odd', gradual: false, isStable },
      { kind: 'note', text: 'hm' },
    ] as const;
    const wish = pick(wishes, what);
    if (wish === undefined) return;
    world.wish(rollout, wish, by);
    world.wish(rollout, wish, by);
  };
}

/** @param rate the canary's error rate; null for no traffic */
interface Weather {
  readonly millis: number;
  readonly rate: number | null;
  readonly routerWorks: boolean;
  /** A worker that read the state before somebody else acted reports all the same. */
  readonly stale: boolean;
}

const watched = ['observing', 'waiting', 'shifting', 'verifying', 'rolling-back'];

function tick(weather: Weather): Act {
  return (world) => {
    world.now += weather.millis;
    for (const rollout of world.rollouts()) advance(world, rollout, weather);
  };
}

function advance(world: World, read: Rollout, { rate, routerWorks, stale }: Weather): void {
  if (read.phase.kind === 'queued' && world.owner() === null) {
    world.find(read, { kind: 'slot-free', stable: world.stable });
  }
  const rollout = world.get(read.id);
  world.route(rollout, routerWorks);
  const seen = stale ? rollout : world.get(read.id);
  if (!watched.includes(seen.phase.kind)) {
    world.find(seen, { kind: 'time' });
    return;
  }
  const measurements = [rate === null ? noErrorRates() : errorRates(rate)];
  const events = world.find(seen, { kind: 'evaluated', measurements, probes: [], traffic: null });
  if ((rate ?? 0) > 0.05 && seen.phase.kind === 'observing') {
    expect(
      events.map(({ kind }) => kind),
      'a breach did not roll back',
    ).toContain('rollback-ordered');
  }
}

function runStep(succeeded: boolean, twice: boolean): Act {
  return (world) => {
    const rollout = world.owner();
    const step = rollout === null ? null : wantedStep(rollout);
    if (rollout === null || step === null) return;
    world.find(rollout, { kind: 'step-begun' });
    const ended = { kind: 'step-ended', step, succeeded, sentence: 'ended', output: '', took: 5 } as const;
    world.find(world.get(rollout.id), ended);
    if (twice) world.find(world.get(rollout.id), ended);
  };
}

/** Everything goes as people hope, for a while: otherwise chance rarely gets a rollout to its end. */
function goesWell(rounds: number): Act {
  return (world) => {
    for (let n = 0; n < rounds; n += 1) {
      runStep(true, false)(world);
      tick({ millis: 6000, rate: 0, routerWorks: true, stale: false })(world);
      for (const by of people) {
        const owner = world.owner();
        if (owner !== null) world.wish(owner, { kind: 'approve', gate: null }, by);
      }
    }
  };
}

const commands = [
  fc
    .record({
      version: fc.constantFrom('v2', 'v3', 'v4'),
      policy: fc.constantFrom<Plan['superseding']>('refuse', 'queue', 'supersede'),
      by: anyN,
    })
    .map(({ version, policy, by }) => command(`deploy ${version} (${policy})`, deploy(version, policy, by))),
  fc
    .tuple(anyN, anyN, anyN, fc.option(fc.integer({ min: 1, max: 3 })))
    .map(([what, which, by, gate]) =>
      command(`wish ${what % 10} of ${which} by ${by % 4}, gate ${gate}`, ask(what, which, by, gate)),
    ),
  fc
    .record({
      millis: fc.constantFrom(100, 1000, 6000, 70_000),
      rate: fc.constantFrom(0, 0, 0, 0, 0.005, 0.02, 0.04, 0.2, null),
      routerWorks: fc.boolean(),
      stale: fc.boolean(),
    })
    .map((weather) => command(`tick ${JSON.stringify(weather)}`, tick(weather))),
  fc.integer({ min: 1, max: 12 }).map((rounds) => command(`goes well for ${rounds}`, goesWell(rounds))),
  fc
    .tuple(fc.boolean(), fc.boolean())
    .map(([ok, twice]) =>
      command(`step ${ok ? 'succeeds' : 'fails'}${twice ? ' twice' : ''}`, runStep(ok, twice)),
    ),
];

describe('any sequence of commands, verdicts, crashes and duplicates', () => {
  test('keeps weights, rollbacks, gates and the slot as they must be', () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(fc.commands(commands, { maxCommands: 80, size: 'max' }), (all) => {
        const world = new World(aTarget('v1'));
        fc.modelRun(() => ({ model: {}, real: world }), all);
        for (const rollout of world.rollouts()) reached.add(rollout.phase.kind);
        // Whatever happened, a rollback that was ordered ends with stable serving everybody.
        for (let n = 0; n < 12; n += 1) {
          runStep(false, false)(world);
          tick({ millis: 70_000, rate: 0, routerWorks: true, stale: false })(world);
        }
        for (const log of world.logs.values()) {
          const ordered = log.some(({ event }) => event.kind === 'rollback-ordered');
          if (ordered) expect(log.some(({ event }) => event.kind === 'rolled-back')).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
    // The model is worth something only if it gets everywhere.
    expect([...reached].toSorted()).toEqual(
      expect.arrayContaining(['cancelled', 'completed', 'observing', 'rolled-back', 'waiting']),
    );
  });
});
