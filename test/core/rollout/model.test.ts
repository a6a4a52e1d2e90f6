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

/** Every command acts on the real decider through the world; the invariants are checked after each. */
abstract class Act implements fc.Command<object, World> {
  check = () => true;
  abstract act(world: World): void;
  abstract toString(): string;
  run(_model: object, world: World): void {
    const before = world.rollouts();
    this.act(world);
    invariants(world, before);
  }
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

class Deploy extends Act {
  constructor(
    readonly version: string,
    readonly policy: Plan['superseding'],
    readonly by: number,
  ) {
    super();
  }
  act(world: World) {
    world.deploy(aVariedPlan(this.version, this.policy), pick(people, this.by) ?? person('ana'));
  }
  toString() {
    return `deploy ${this.version} (${this.policy})`;
  }
}

class Ask extends Act {
  constructor(
    readonly what: number,
    readonly which: number,
    readonly by: number,
    readonly gate: number | null,
  ) {
    super();
  }
  act(world: World) {
    const rollout = pick(world.rollouts(), this.which);
    const by = pick(people, this.by);
    if (rollout === undefined || by === undefined) return;
    const isStable = world.stable.version === rollout.plan.canary.version;
    const wishes = [
      { kind: 'promote', all: false },
      { kind: 'promote', all: true },
      { kind: 'pause', reason: 'lunch' },
      { kind: 'resume' },
      { kind: 'approve', gate: this.gate },
      { kind: 'approve', gate: null },
      { kind: 'approve', gate: null },
      { kind: 'reject', gate: this.gate, reason: 'no' },
      { kind: 'rollback', reason: 'odd', gradual: true, isStable },
      { kind: 'rollback', reason: 'odd', gradual: false, isStable },
      { kind: 'note', text: 'hm' },
    ] as const;
    const wish = pick(wishes, this.what);
    if (wish === undefined) return;
    world.wish(rollout, wish, by);
    // The same click again, on the state the person saw: the store refuses it or the decider does.
    world.wish(rollout, wish, by);
  }
  toString() {
    return `ask ${this.what % 11} of ${this.which} by ${this.by % 4} (gate ${this.gate})`;
  }
}

class Tick extends Act {
  constructor(
    readonly millis: number,
    readonly rate: number | null,
    readonly routerWorks: boolean,
    readonly stale: boolean,
  ) {
    super();
  }
  act(world: World) {
    world.now += this.millis;
    for (const rollout of world.rollouts()) this.advance(world, rollout);
  }
  advance(world: World, read: Rollout) {
    if (read.phase.kind === 'queued' && world.owner() === null)
      world.find(read, { kind: 'slot-free', stable: world.stable });
    const rollout = world.get(read.id);
    world.route(rollout, this.routerWorks);
    // A worker that read the state before somebody else acted reports all the same.
    const seen = this.stale ? rollout : world.get(read.id);
    if (!['observing', 'waiting', 'shifting', 'verifying', 'rolling-back'].includes(seen.phase.kind)) {
      world.find(seen, { kind: 'time' });
      return;
    }
    const measurements = [this.rate === null ? noErrorRates() : errorRates(this.rate)];
    const events = world.find(seen, { kind: 'evaluated', measurements, probes: [], traffic: null });
    if ((this.rate ?? 0) > 0.05 && seen.phase.kind === 'observing') {
      expect(
        events.map(({ kind }) => kind),
        'a breach did not roll back',
      ).toContain('rollback-ordered');
    }
  }
  toString() {
    return `tick ${this.millis} ms, rate ${this.rate}, router ${this.routerWorks ? 'works' : 'refuses'}${this.stale ? ', stale worker' : ''}`;
  }
}

class RunStep extends Act {
  constructor(
    readonly succeeds: boolean,
    readonly twice: boolean,
  ) {
    super();
  }
  act(world: World) {
    const rollout = world.owner();
    const step = rollout === null ? null : wantedStep(rollout);
    if (rollout === null || step === null) return;
    world.find(rollout, { kind: 'step-begun' });
    const ended = {
      kind: 'step-ended',
      step,
      succeeded: this.succeeds,
      sentence: 'ended',
      output: '',
      took: 5,
    } as const;
    world.find(world.get(rollout.id), ended);
    if (this.twice) world.find(world.get(rollout.id), ended);
  }
  toString() {
    return `step ${this.succeeds ? 'succeeds' : 'fails'}${this.twice ? ', reported twice' : ''}`;
  }
}

/** Everything goes as people hope, for a while: otherwise chance rarely gets a rollout to its end. */
class GoesWell extends Act {
  readonly rounds: number;
  constructor(rounds: number) {
    super();
    this.rounds = rounds;
  }
  act(world: World) {
    for (let n = 0; n < this.rounds; n += 1) {
      new RunStep(true, false).act(world);
      new Tick(6000, 0, true, false).act(world);
      for (const by of people) {
        const owner = world.owner();
        if (owner !== null) world.wish(owner, { kind: 'approve', gate: null }, by);
      }
    }
  }
  toString() {
    return `goes well for ${this.rounds} rounds`;
  }
}

const commands = [
  fc.integer({ min: 1, max: 12 }).map((rounds) => new GoesWell(rounds)),
  fc
    .record({
      v: fc.constantFrom('v2', 'v3', 'v4'),
      p: fc.constantFrom('refuse', 'queue', 'supersede' as const),
      by: anyN,
    })
    .map(({ v, p, by }) => new Deploy(v, p as Plan['superseding'], by)),
  fc
    .tuple(anyN, anyN, anyN, fc.option(fc.integer({ min: 1, max: 3 })))
    .map(([what, which, by, gate]) => new Ask(what, which, by, gate)),
  fc
    .tuple(
      fc.constantFrom(100, 1000, 6000, 70_000),
      fc.constantFrom(0, 0, 0, 0, 0.005, 0.02, 0.04, 0.2, null),
      fc.boolean(),
      fc.boolean(),
    )
    .map(([ms, rate, works, stale]) => new Tick(ms, rate, works, stale)),
  fc.constantFrom(1000, 6000).map((ms) => new Tick(ms, 0, true, false)),
  fc.tuple(fc.boolean(), fc.boolean()).map(([ok, twice]) => new RunStep(ok, twice)),
  fc.constant(new RunStep(true, false)),
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
          new RunStep(false, false).act(world);
          new Tick(70_000, 0, true, false).act(world);
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
