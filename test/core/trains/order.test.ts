import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RolloutId, ServiceName, Sha256, VersionName } from '../../../src/core/ids.ts';
import { decideFinding } from '../../../src/core/rollout/decide-world.ts';
import { belay, project } from '../../../src/core/rollout/decision.ts';
import type { RolloutEvent } from '../../../src/core/rollout/events.ts';
import { evolve } from '../../../src/core/rollout/evolve.ts';
import type { Finding } from '../../../src/core/rollout/finding.ts';
import type { Rollout } from '../../../src/core/rollout/state.ts';
import { wantedStep } from '../../../src/core/rollout/steps.ts';
import { longestWait, trainOrder } from '../../../src/core/trains/back.ts';
import { type Coach, TrainId } from '../../../src/core/trains/coach.ts';
import { trainBlock } from '../../../src/core/trains/forward.ts';
import { inTrain, type Member } from '../../../src/core/trains/members.ts';
import { standingOf } from '../../../src/core/trains/standing.ts';
import { aPlan, aStage, aTarget } from '../../builders/plan.ts';
import { noon } from '../../builders/rollout.ts';

interface Rules extends Pick<Coach, 'onFailure' | 'follows' | 'approval'> {
  /** For each rollout its position, ascending from 0. */
  readonly positions: readonly number[];
}

/** A train whose looks the test makes, one at a time, in any order. */
interface Track {
  readonly rollouts: Rollout[];
  now: number;
}

const idOf = (index: number) => RolloutId.parse(`r-000000000${index}`);

function setOff({ positions, ...rules }: Rules): Track {
  const members = positions.map((position, index) => ({
    ...{ rollout: idOf(index), service: `service-${index}`, position },
  }));
  const rollouts = positions.map((position, index) => {
    const plan = aPlan({
      service: ServiceName.parse(`service-${index}`),
      canary: { ...aTarget('v2'), version: VersionName.parse('v2') },
      stages: [10, 50, 100].map((weight) => aStage({ weight, hold: 0, checks: [], gate: null })),
      ...{ prepare: [], verify: [], probes: [], metrics: [] },
    });
    const train: Coach = {
      ...{ train: TrainId.parse('t-0000000000'), name: 'town', position, members, lead: idOf(0) },
      ...{ positions: new Set(positions).size, digest: Sha256.parse('0'.repeat(64)), ...rules },
    };
    const event: RolloutEvent = { kind: 'requested', rollout: idOf(index), plan, reason: null, train };
    const born = evolve(null, { seq: 1, at: noon, actor: belay, event });
    if (born === null) throw new Error('a rollout begins with its request');
    return born;
  });
  return { rollouts, now: noon };
}

function membersOf({ rollouts }: Track): readonly Member[] {
  return rollouts.map((rollout) => ({
    ...{ id: rollout.id, service: rollout.plan.service, rollout },
    position: rollout.train?.position ?? 0,
  }));
}

/** What a worker finds at one look, in the order in which it looks. */
function look(track: Track, index: number): void {
  const first = track.rollouts[index];
  if (first === undefined || !inTrain(first)) return;
  const order = trainOrder(first, membersOf(track), track.now);
  if (order !== null && order.kind !== 'wait') {
    write(track, index, {
      kind: 'train-failed',
      failed: order.failed,
      order: order.kind,
      sentence: order.sentence,
    });
  }
  const self = track.rollouts[index];
  if (self === undefined || !inTrain(self)) return;
  const block = trainBlock(self, membersOf(track));
  write(track, index, { kind: 'blocks-found', blocks: block === null ? [] : [block] });
  const barred = track.rollouts[index] ?? self;
  // What was found out was about the stage that has been entered just now: the next look finds out anew.
  if (barred.phase === self.phase) write(track, index, slotOrRoute(barred));
}

function slotOrRoute(rollout: Rollout): Finding {
  if (rollout.phase.kind === 'queued') {
    const free = Object.keys(rollout.blocks).length === 0;
    return free ? { kind: 'slot-free', stable: aTarget('v1') } : { kind: 'time' };
  }
  return { kind: 'route-confirmed', weight: 0, found: null };
}

function write(track: Track, index: number, finding: Finding): void {
  const before = track.rollouts[index];
  if (before === undefined) return;
  expect(wantedStep(before)).toBeNull();
  const events = decideFinding(before, finding, track.now);
  for (const event of events) check(track, before, event);
  track.rollouts[index] = project(before, events, belay, track.now);
}

/** The laws, at the moment at which an event is written. */
function check(track: Track, self: Rollout, event: RolloutEvent): void {
  const { train } = self;
  if (train === null) return;
  const others = track.rollouts.filter(({ id }) => id !== self.id);
  const earlier = others.filter((one) => (one.train?.position ?? 0) < train.position);
  const later = others.filter((one) => (one.train?.position ?? 0) > train.position);
  if (event.kind === 'stage-entered' || event.kind === 'started') {
    const weight = event.kind === 'started' ? 10 : event.weight;
    for (const one of earlier) {
      const standing = standingOf(one);
      if (standing.kind === 'failed') {
        expect(train.onFailure).toBe('stop');
        continue;
      }
      const far = train.follows === 'stages' && standing.kind === 'going' && standing.reached >= weight;
      expect(standing.kind === 'completed' || far).toBe(true);
    }
  }
  if (event.kind === 'rollback-ordered' && event.cause.kind === 'train') {
    const failures = others.map(standingOf).filter((standing) => standing.kind === 'failed');
    const since = Math.min(...failures.map(({ at }) => at));
    if (track.now >= since + longestWait) return;
    for (const one of later) {
      const standing = standingOf(one);
      expect(standing.kind === 'ahead' || (standing.kind === 'failed' && standing.safe)).toBe(true);
    }
  }
}

/** A breach, a person, or a person who resumes; what a crash loses is a look that never came. */
type Step =
  | { readonly kind: 'look' | 'breach' | 'drop' | 'resume'; readonly at: number }
  | { readonly kind: 'pass'; readonly millis: number };

const step = (most: number): fc.Arbitrary<Step> =>
  fc.oneof(
    { weight: 30, arbitrary: fc.record({ kind: fc.constant('look' as const), at: fc.nat(most) }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constantFrom('breach', 'drop', 'resume'), at: fc.nat(most) }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('pass' as const), millis: fc.nat(20_000) }) },
  );

function take(track: Track, one: Step): void {
  track.now += 1;
  if (one.kind === 'pass') {
    track.now += one.millis;
    return;
  }
  const rollout = track.rollouts[one.at];
  if (rollout === undefined) return;
  switch (one.kind) {
    case 'look':
      look(track, one.at);
      return;
    case 'breach':
      write(track, one.at, {
        kind: 'taken-back',
        cause: { kind: 'trigger', check: 'errors', sentence: 'errors 9 % break 5 %' },
      });
      return;
    case 'drop': {
      if (rollout.phase.kind !== 'queued') return;
      const cancelled: RolloutEvent = { kind: 'cancelled', reason: 'not today' };
      track.rollouts[one.at] = project(rollout, [cancelled], belay, track.now);
      return;
    }
    case 'resume':
      if (rollout.pause === null) return;
      track.rollouts[one.at] = project(rollout, [{ kind: 'resumed' }], belay, track.now);
  }
}

const rules = fc
  .record({
    onFailure: fc.constantFrom('stop' as const, 'roll_back_all' as const),
    follows: fc.constantFrom('completion' as const, 'stages' as const),
    approval: fc.constantFrom('one' as const, 'each' as const),
    steps: fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }),
  })
  .map(({ steps, ...rest }): Rules => {
    const positions = [0];
    for (const further of steps) positions.push((positions.at(-1) ?? 0) + (further ? 1 : 0));
    return { ...rest, positions };
  });

const rides = rules.chain((chosen) =>
  fc.record({
    rules: fc.constant(chosen),
    steps: fc.array(step(chosen.positions.length - 1), { maxLength: 120 }),
  }),
);

/** Everybody looks until nothing changes any more, in an order of its own. */
function settle(track: Track): void {
  for (let round = 0; round < 60; round += 1) {
    track.now += 5000;
    for (const index of track.rollouts.keys()) look(track, index);
  }
}

it('no rollout goes ahead of its order, and those that follow a failure go back in reverse', () => {
  fc.assert(
    fc.property(rides, ({ rules: chosen, steps }) => {
      const track = setOff(chosen);
      for (const one of steps) take(track, one);
      settle(track);
    }),
    { numRuns: 150 },
  );
});

it('after a failure everything ends on stable; without one everything completes', () => {
  fc.assert(
    fc.property(rides, ({ rules: chosen, steps }) => {
      const track = setOff({ ...chosen, onFailure: 'roll_back_all' });
      for (const one of steps) take(track, one);
      const failed = track.rollouts.some(({ failedAt }) => failedAt !== null);
      settle(track);
      const ends = new Set(track.rollouts.map(({ phase }) => phase.kind));
      const back = [...ends].every((kind) => kind === 'rolled-back' || kind === 'cancelled');
      expect(failed ? back : ends.size === 1 && ends.has('completed')).toBe(true);
    }),
    { numRuns: 150 },
  );
});

it('with stop, a failure pauses every other rollout once and takes none back', () => {
  fc.assert(
    fc.property(rides, ({ rules: chosen, steps }) => {
      const track = setOff({ ...chosen, onFailure: 'stop' });
      for (const one of steps) take(track, one);
      settle(track);
      const failed = track.rollouts.filter(({ failedAt }) => failedAt !== null);
      for (const { phase, pause, stoppedBy, failedAt } of track.rollouts) {
        if (failedAt !== null || failed.length === 0 || phase.kind === 'completed') continue;
        expect(stoppedBy.length > 0 && new Set(stoppedBy).size === stoppedBy.length).toBe(true);
        expect(pause !== null || stoppedBy.length > 0).toBe(true);
      }
      const causes = failed.flatMap(({ phase }) => ('cause' in phase ? [phase.cause.kind] : []));
      expect(causes).not.toContain('train');
    }),
    { numRuns: 150 },
  );
});
