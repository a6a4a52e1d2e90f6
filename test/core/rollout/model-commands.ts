import fc from 'fast-check';
import { expect } from 'vitest';
import type { Block } from '../../../src/core/blocks/block.ts';
import { isBlocked } from '../../../src/core/blocks/blocked.ts';
import type { CiState } from '../../../src/core/checklist/ci.ts';
import { PersonId, PlaceName, RoleName, Sha256 } from '../../../src/core/ids.ts';
import type { ProbeResult } from '../../../src/core/judge/measurement.ts';
import { belay } from '../../../src/core/rollout/decision.ts';
import type { RolloutEvent, TrafficReading } from '../../../src/core/rollout/events.ts';
import { budgetsFound } from '../../../src/core/rollout/found-budgets.ts';
import type { Gate } from '../../../src/core/rollout/gates/gate-plan.ts';
import { isMuted } from '../../../src/core/rollout/mutes.ts';
import type { Plan, Stage } from '../../../src/core/rollout/plan.ts';
import type { Rollout } from '../../../src/core/rollout/state.ts';
import { type WantedStep, wantedStep } from '../../../src/core/rollout/steps.ts';
import { wantedWeight, watchedStage } from '../../../src/core/rollout/wanted.ts';
import type { Person, Wish } from '../../../src/core/rollout/wish.ts';
import { aBoxList } from '../../builders/boxes.ts';
import { aStanding } from '../../builders/budget.ts';
import { aCheck, aGate, errorRates, noErrorRates } from '../../builders/check.ts';
import { aPlan, aStage, aTarget } from '../../builders/plan.ts';
import { invariants, seen } from './invariants.ts';
import { aProbe } from './live.ts';
import { person, type World } from './world.ts';

const people = [
  person('ana', 'team-lead'),
  person('ben', 'sre-oncall', 'team-lead'),
  person('cem', 'developer'),
  person('dia', 'sre-oncall'),
  // Roles that are lent: they count as the lender's, whoever uses them.
  { ...person('eli', 'team-lead'), lent: { 'team-lead': PersonId.parse('ana') } },
  {
    ...person('fay', 'team-lead', 'sre-oncall', 'developer'),
    lent: { 'team-lead': PersonId.parse('cem'), 'sre-oncall': PersonId.parse('ben') },
  },
];

const limit = (value: number) => ({ kind: 'absolute', value }) as const;
const checks = [
  aCheck('rollback'),
  aCheck('rollback', { text: 'error-rate > 4% for 5s', limit: limit(0.04), sustained: 5000 }),
  aCheck('pause', { text: 'error-rate > 3%', limit: limit(0.03) }),
  aCheck('criterion', { text: 'error-rate < 1%', comparison: '<', limit: limit(0.01) }),
];
const lasting = aCheck('criterion', {
  text: 'error-rate < 0.8% for 4s',
  comparison: '<',
  limit: limit(0.008),
  sustained: 4000,
});

/** What plans declare differently. */
interface Policies {
  readonly unmet: Stage['unmet'];
  readonly gate: Pick<Gate, 'onReject' | 'onExpiry'>;
  readonly gateAtEnd: boolean;
  readonly noData: Plan['noData'];
  readonly steps: readonly number[];
  readonly probes: boolean;
  /** Whether people have boxes to tick on the way, and tasks after a rollback. */
  readonly lists: boolean;
  /** Whether it is approved before it begins, and whether who asks for it may do that. */
  readonly entry: 'none' | 'others' | 'anyone';
  /** What the gate in the middle asks for besides. */
  readonly besides: Partial<Gate>;
  /** Whether people sign off at the end. */
  readonly signOffs: boolean;
  /** Whether a rollback by hand needs others. */
  readonly gatedBack: boolean;
}

const anyPolicies: fc.Arbitrary<Policies> = fc.record({
  unmet: fc.record({
    extendBy: fc.constant(3000),
    extensions: fc.nat({ max: 2 }),
    outcome: fc.constantFrom<Stage['unmet']['outcome']>('hold', 'ask', 'roll_back'),
  }),
  gate: fc.record({
    onReject: fc.constantFrom<Gate['onReject']>('hold', 'roll_back'),
    onExpiry: fc.constantFrom<Gate['onExpiry']>('hold', 'roll_back'),
  }),
  gateAtEnd: fc.boolean(),
  noData: fc.record({
    after: fc.constantFrom(0, 3000),
    outcome: fc.constantFrom<Plan['noData']['outcome']>('hold', 'pause', 'roll_back'),
  }),
  steps: fc.constantFrom([10, 1], [50, 20, 4], []),
  probes: fc.boolean(),
  lists: fc.boolean(),
  entry: fc.constantFrom('none', 'none', 'others', 'anyone'),
  besides: fc.constantFrom<Partial<Gate>>(
    {},
    { approvals: 0, each: roles('team-lead', 'sre-oncall') },
    { approvals: 1, everybody: [PersonId.parse('ana'), PersonId.parse('dia')] },
    { approvals: 1, confirms: ['it was looked at', 'the plan is written'] },
  ),
  signOffs: fc.boolean(),
  gatedBack: fc.boolean(),
});

function roles(...names: string[]): RoleName[] {
  return names.map((name) => RoleName.parse(name));
}

const urged = { remindBefore: [30_000, 10_000], escalate: { after: 20_000, places: [], page: true } };

function entryOf({ entry }: Policies): Pick<Plan, 'entry'> {
  if (entry === 'none') return {};
  return { entry: aGate({ approvals: 1, requesterMayApprove: entry === 'anyone', ...urged }) };
}

function lastGate({ signOffs, gateAtEnd, gate }: Policies): Gate | null {
  if (!signOffs) return gateAtEnd ? aGate(gate) : null;
  return aGate({
    ...gate,
    approvals: 0,
    roles: [],
    each: roles('team-lead', 'sre-oncall'),
    requesterMayApprove: true,
    decides: ['go-on', 'extend', 'roll-back'],
    extendBy: 5000,
  });
}

function boxesOf({ lists: wanted }: Policies, where: string): Pick<Stage, 'checklist'> {
  if (!wanted) return {};
  return { checklist: aBoxList(where, { text: 'smoke' }, { text: 'nice', required: false }) };
}

const commit = 'c'.repeat(40);
const lists = {
  before: aBoxList('start', { text: 'told' }, { text: 'built', evidence: { kind: 'ci', names: [] } }),
  after: aBoxList('end', { text: 'tidy' }),
  source: { repository: 'acme/api', commit, pull: null },
};
const tasks = {
  within: 20_000,
  list: [
    { id: 'cause', text: 'root cause' },
    { id: 'tell', text: 'tell all' },
  ],
};

function aVariedPlan(version: string, superseding: Plan['superseding'], vary: Policies): Plan {
  const gate = aGate({ ...vary.gate, ...urged, ...vary.besides });
  const stage = { checks, unmet: vary.unmet };
  return aPlan({
    canary: aTarget(version),
    prepare: [
      { name: 'migrate', run: ['migrate'], undo: ['migrate', 'down'], timeout: 1000 },
      { name: 'warm', run: ['warm'], undo: null, timeout: 1000 },
    ],
    stages: [
      aStage({ ...stage, name: '5 %', weight: 5, ...boxesOf(vary, 'stage-1') }),
      aStage({
        ...stage,
        name: '25 %',
        weight: 25,
        gate,
        checks: [...checks, lasting],
        ...boxesOf(vary, 'stage-2'),
      }),
      aStage({ ...stage, name: '100 %', weight: 100, gate: lastGate(vary) }),
    ],
    verify: [{ name: 'smoke', run: ['smoke'], undo: null, timeout: 1000 }],
    noData: vary.noData,
    probes: vary.probes
      ? [
          aProbe({ name: 'startup', kind: 'startup', successes: 2 }),
          aProbe({ failures: 2, every: 0 }),
          aProbe({ name: 'cache', kind: 'custom', critical: false, every: 0 }),
        ]
      : [],
    rollback: {
      steps: [...vary.steps],
      every: 2000,
      ...(vary.lists ? { tasks } : {}),
      ...(vary.gatedBack ? { approval: aGate({ approvals: 2, ...vary.besides }) } : {}),
    },
    ...entryOf(vary),
    keepPrevious: 20_000,
    superseding,
    ...(vary.lists ? lists : {}),
  });
}

type Act = (world: World) => void;

/** Every command acts on the real decider through the world; the invariants are checked after each. */
function command(label: string, act: Act): fc.Command<object, World> {
  return {
    check: () => true,
    run(_model, world) {
      const before = seen(world);
      act(world);
      invariants(world, before);
    },
    toString: () => label,
  };
}

const pick = <T>(items: readonly T[], n: number): T | undefined => items[n % Math.max(1, items.length)];
const anyN = fc.nat({ max: 1000 });

/** One wish, and the same click again on the state the person saw: the store or the decider refuses it. */
function ask(what: number, which: number, who: number, gate: number | null): Act {
  return (world) => {
    // Every other time the one that is live: the others are mostly over.
    const rollout = (which % 2 === 0 ? world.owner() : null) ?? pick(world.rollouts(), which);
    const by = pick(people, who);
    if (rollout === undefined || by === undefined) return;
    const isStable = world.stable.version === rollout.plan.canary.version;
    const wishes = [
      { kind: 'promote', all: false, from: null },
      { kind: 'promote', all: true, from: null },
      { kind: 'pause', reason: 'lunch' },
      { kind: 'resume' },
      { kind: 'approve', bound: { gate, commit: null } },
      { kind: 'approve', bound: { gate: null, commit: null } },
      { kind: 'reject', bound: { gate, commit: null }, reason: 'no' },
      { kind: 'rollback', reason: 'odd', gradual: true, isStable },
      { kind: 'rollback', reason: 'odd', gradual: false, isStable },
      { kind: 'note', text: 'hm' },
      { kind: 'tick', item: String(1 + (who % 2)), done: who % 5 > 0, mayApprove: who % 2 === 0 },
      { kind: 'tick', item: 'smoke', done: true, mayApprove: false },
      { kind: 'tick', item: 'told', done: true, mayApprove: false },
      {
        kind: 'notice',
        template: 'incident',
        subject: 's',
        body: 'b',
        through: [],
        late: 0,
        start: null,
        end: null,
        draftedAt: who,
        updateEvery: 60_000,
        resolved: who % 3 === 0,
      },
      { kind: 'task', item: String(1 + (who % 2)), done: who % 3 > 0 },
      { kind: 'approve', bound: { gate: null, commit: null }, confirm: 'all', isStable },
      { kind: 'approve', bound: { gate, commit: null }, confirm: 'all' },
      { kind: 'extend', bound: { gate: null, commit: null }, reason: 'one more look' },
      { kind: 'reject', bound: { gate: null, commit: null }, reason: 'no' },
      { kind: 'rollback', reason: 'now', gradual: false, isStable, emergency: true },
      { kind: 'mute', check: 'error-rate > 4% for 5s', lasts: 10_000, reason: 'it lies' },
      { kind: 'unmute', check: null },
      { kind: 'hand-over', to: by.person, name: by.person, reason: null },
      { kind: 'mark', as: who % 2 === 0 ? 'needless' : 'escaped', reason: null },
    ] as const satisfies readonly Wish[];
    const wish = pick(wishes, what);
    if (wish === undefined) return;
    world.wish(rollout, wish, by);
    world.wish(rollout, wish, by);
  };
}

interface Weather {
  readonly millis: number;
  /** The canary's error rate; null for no traffic, NaN for a source that answers nonsense. */
  readonly rate: number | null;
  readonly routerWorks: boolean;
  readonly probesWell: boolean;
  /** Whether the observed share is far from what was wanted; null when too few requests came to tell. */
  readonly astray: boolean | null;
  /** A worker that read the state before somebody else acted reports all the same. */
  readonly stale: boolean;
}

const fine: Weather = {
  millis: 6000,
  rate: 0,
  routerWorks: true,
  probesWell: true,
  astray: null,
  stale: false,
};
const over = ['queued', 'rolled-back', 'completed', 'cancelled'];

export function tick(weather: Partial<Weather>): Act {
  return (world) => {
    world.now += { ...fine, ...weather }.millis;
    for (const rollout of world.rollouts()) advance(world, rollout, { ...fine, ...weather });
  };
}

function advance(world: World, read: Rollout, weather: Weather): void {
  if (read.phase.kind === 'queued' && world.owner() === null && !isBlocked(read)) {
    world.find(read, { kind: 'slot-free', stable: world.stable });
  }
  const rollout = world.get(read.id);
  world.route(rollout, weather.routerWorks);
  const known = weather.stale ? rollout : world.get(read.id);
  if (over.includes(known.phase.kind)) {
    world.find(known, { kind: 'time' });
    return;
  }
  const { rate } = weather;
  const events = world.find(known, {
    kind: 'evaluated',
    measurements: [rate === null ? noErrorRates() : errorRates(rate)],
    probes: probed(known, weather.probesWell),
    traffic: readTraffic(known, weather.astray),
  });
  // The other trigger on it has to last, so that one alone does not act at once.
  const believed = !isMuted(known, 'rollback: error-rate > 5%');
  if (
    believed &&
    (rate ?? 0) > 0.05 &&
    watchedStage(known) !== null &&
    ['observing', 'waiting', 'verifying'].includes(known.phase.kind)
  ) {
    const kinds = events.map(({ kind }) => kind);
    expect(kinds, 'a breach did not roll back').toContain('rollback-ordered');
  }
}

function probed(rollout: Rollout, healthy: boolean): readonly ProbeResult[] {
  const starting = rollout.phase.kind === 'preparing';
  return rollout.plan.probes
    .filter(({ kind }) => (kind === 'startup') === starting)
    .map(({ name }) => ({ name, healthy, sentence: healthy ? '200' : '503' }));
}

function readTraffic(rollout: Rollout, astray: boolean | null): TrafficReading | null {
  if (astray === null) return null;
  const weight = wantedWeight(rollout);
  return { weight, observed: astray ? 100 - weight : weight, requests: 10_000 };
}

/** What a dead worker had begun, to be reported late. */
const begun = new WeakMap<World, WantedStep[]>();

function runStep(succeeded: boolean, twice: boolean): Act {
  return (world) => {
    const rollout = world.owner();
    const step = rollout === null ? null : wantedStep(rollout);
    if (rollout === null || step === null) return;
    begun.set(world, [...(begun.get(world) ?? []), step]);
    world.find(rollout, { kind: 'step-begun' });
    endStep(world, step, succeeded);
    if (twice) endStep(world, step, succeeded);
  };
}

function beginStep(world: World): void {
  const rollout = world.owner();
  const step = rollout === null ? null : wantedStep(rollout);
  if (rollout === null || step === null) return;
  begun.set(world, [...(begun.get(world) ?? []), step]);
  world.find(rollout, { kind: 'step-begun' });
}

function endStep(world: World, step: WantedStep, succeeded: boolean): void {
  const rollout = world.owner();
  if (rollout === null) return;
  world.find(rollout, { kind: 'step-ended', step, succeeded, sentence: 'ended', output: '', took: 5 });
}

function endOldStep(which: number, succeeded: boolean): Act {
  return (world) => {
    const step = pick(begun.get(world) ?? [], which);
    if (step !== undefined) endStep(world, step, succeeded);
  };
}

/** An error budget is read while a rollout is live. */
function readBudget(left: number): Act {
  return (world) => {
    const rollout = world.owner();
    if (rollout === null) return;
    world.append(rollout.id, rollout.seq, budgetsFound(rollout, [aStanding(left)]), belay);
  };
}

function readCi(state: CiState): Act {
  return (world) => {
    const rollout = world.owner();
    if (rollout === null) return;
    world.find(rollout, { kind: 'ci-found', names: [], verdict: { state, sentence: state } });
  };
}

/** The verification script was run meanwhile, by Belay or on request. */
function verify(ok: boolean): Act {
  return (world) => {
    const rollout = world.owner();
    if (rollout === null) return;
    const results = [{ probe: 'http-health', ok, sentence: '/health', took: 5 }];
    const event = { kind: 'verified', script, results, sandboxed: true, notRun: null } as const;
    world.append(rollout.id, rollout.seq, [event], belay);
  };
}
const script = Sha256.parse('e'.repeat(64));

function tickAll(world: World): void {
  const by = person('cem', 'developer');
  readCi('green')(world);
  for (const item of ['told', 'smoke']) {
    const owner = world.owner();
    if (owner !== null) world.wish(owner, { kind: 'tick', item, done: true, mayApprove: false }, by);
  }
}

/** Everything goes as people hope, for a while: otherwise chance rarely gets a rollout to its end. */
function goesWell(rounds: number, approving: readonly Person[]): Act {
  return (world) => {
    for (let n = 0; n < rounds; n += 1) {
      runStep(true, false)(world);
      tickAll(world);
      tick({})(world);
      for (const by of approving) {
        const asking = world.owner() ?? world.rollouts().find(({ phase }) => phase.kind === 'waiting');
        const bound = { gate: asking?.phase.kind === 'waiting' ? asking.phase.gate : null, commit: null };
        if (asking !== undefined) world.wish(asking, { kind: 'approve', bound, confirm: 'all' }, by);
      }
      for (const rollout of world.rollouts()) world.find(rollout, { kind: 'blocks-found', blocks: [] });
    }
  };
}

/** Nobody does anything any more, and the world behaves: rounds enough for a queue of rollouts to start, fail and go back. */
export function settle(world: World): void {
  for (let n = 0; n < 60; n += 1) {
    runStep(false, false)(world);
    tick({ millis: 70_000 })(world);
  }
}

const rates = fc.constantFrom(0, 0, 0, 0, 0.005, 0.009, 0.02, 0.035, 0.045, 0.2, null, Number.NaN);

const mostly = fc.constantFrom(true, true, true, true, false);

const anyWish = fc
  .tuple(anyN, anyN, anyN, fc.option(fc.integer({ min: 1, max: 3 })))
  .map(([what, which, by, gate]) =>
    command(
      `wish ${what % 24} of ${which} by ${by % people.length}, gate ${gate}`,
      ask(what, which, by, gate),
    ),
  );

const anyTick = fc
  .record({
    millis: fc.constantFrom(100, 1000, 1000, 6000, 70_000),
    rate: rates,
    routerWorks: mostly,
    probesWell: mostly,
    astray: fc.constantFrom(null, false, true),
    stale: fc.boolean(),
  })
  .map((weather) => command(`tick ${JSON.stringify(weather)}`, tick(weather)));

/** Something bars the way, or other things do, or nothing does any more. */
function findBlocks(which: number, blocks: readonly Block[]): Act {
  return (world) => {
    const rollout = (which % 2 === 0 ? world.owner() : null) ?? pick(world.rollouts(), which);
    if (rollout !== undefined) world.find(rollout, { kind: 'blocks-found', blocks });
  };
}

const freeze: Block = { by: 'freeze', sentence: 'the weekend is frozen', until: 5_000_000 };
const incident: Block = { by: 'incident', sentence: 'an incident is open', until: null };

/** What others do about a rollout besides moving its traffic, and the log is told. */
function recordBeside(which: number, event: RolloutEvent): Act {
  return (world) => {
    const rollout = pick(world.rollouts(), which);
    if (rollout !== undefined) world.append(rollout.id, rollout.seq, [event], belay);
  };
}

const told = { succeeded: true, sentence: 'done' };
const besides: readonly RolloutEvent[] = [
  { kind: 'procedure-step', action: 'tell', took: 5, ...told },
  { kind: 'paged', place: PlaceName.parse('pager'), ...told },
];

/** What stands here more often is tried more often. */
export const commands = [
  fc
    .record({
      version: fc.constantFrom('v2', 'v3', 'v4'),
      policy: fc.constantFrom<Plan['superseding']>('refuse', 'queue', 'supersede'),
      vary: anyPolicies,
      by: anyN,
    })
    .map(({ version, policy, vary, by }) =>
      command(`deploy ${version} (${policy}, ${JSON.stringify(vary)})`, (world) => {
        world.deploy(aVariedPlan(version, policy, vary), pick(people, by) ?? person('ana'));
      }),
    ),
  anyWish,
  anyWish,
  anyTick,
  anyTick,
  anyTick,
  fc
    .tuple(
      fc.integer({ min: 1, max: 8 }),
      fc.oneof(fc.constant([]), fc.constant(people), fc.shuffledSubarray(people)),
    )
    .map(([rounds, approving]) =>
      command(
        `goes well for ${rounds}, approved by ${approving.map(({ person: id }) => id)}`,
        goesWell(rounds, approving),
      ),
    ),
  fc
    .tuple(mostly, fc.boolean())
    .map(([ok, twice]) =>
      command(`step ${ok ? 'succeeds' : 'fails'}${twice ? ' twice' : ''}`, runStep(ok, twice)),
    ),
  mostly.map((ok) => command(`verification ${ok ? 'passes' : 'fails'}`, verify(ok))),
  fc
    .constantFrom(0.9, 0.9, 0.2, 0.08, 0.03)
    .map((left) => command(`an error budget has ${left} left`, readBudget(left))),
  fc
    .constantFrom<CiState>('green', 'green', 'failing', 'unknown', 'none')
    .map((state) => command(`CI says ${state}`, readCi(state))),
  fc
    .tuple(anyN, fc.constantFrom<readonly Block[]>([], [], [freeze], [freeze, incident], [incident]))
    .map(([which, blocks]) => command(`blocked by ${blocks.map(({ by }) => by)}`, findBlocks(which, blocks))),
  fc
    .tuple(anyN, fc.constantFrom(...besides))
    .map(([which, event]) => command(`${event.kind} is told`, recordBeside(which, event))),
  fc.constant(command('a worker begins a step and dies', beginStep)),
  fc
    .tuple(anyN, fc.boolean())
    .map(([which, ok]) => command(`an old step ${which} is reported (${ok})`, endOldStep(which, ok))),
];
