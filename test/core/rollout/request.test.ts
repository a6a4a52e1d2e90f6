import { describe, expect, test } from 'vitest';
import { decideRequest, type SlotSituation } from '../../../src/core/rollout/decide-request.ts';
import type { Superseding } from '../../../src/core/rollout/plan.ts';
import { aRolloutId } from '../../builders/events.ts';
import { aPlan, aTarget } from '../../builders/plan.ts';
import { cem, decidedKinds } from './live.ts';
import { World } from './world.ts';

const [asked, live, first, second] = [aRolloutId(1), aRolloutId(2), aRolloutId(3), aRolloutId(4)];
const free: SlotSituation = { stable: aTarget('v1'), owner: null, queued: [] };
const taken: SlotSituation = { ...free, owner: { id: live, version: 'v9' } };

function request(superseding: Superseding, slot: SlotSituation, version = 'v2') {
  return decideRequest(
    {
      rollout: asked,
      plan: aPlan({ superseding, canary: aTarget(version) }),
      reason: null,
      origin: null,
      changes: null,
    },
    slot,
    1000,
  );
}

describe('a request', () => {
  test.each<[string, Superseding, SlotSituation, string[]]>([
    ['starts in a free slot', 'refuse', free, ['requested', 'started']],
    ['starts in a free slot, whatever the policy', 'supersede', free, ['requested', 'started']],
    ['is refused beside a live rollout', 'refuse', taken, ['live-rollout']],
    ['waits for a live rollout', 'queue', taken, ['requested', 'queued']],
    ['takes the place of a live rollout', 'supersede', taken, ['requested', 'queued']],
    [
      'does not overtake those who wait for a free slot',
      'queue',
      { ...free, queued: [first] },
      ['requested', 'queued'],
    ],
    ['is refused while others wait', 'refuse', { ...free, queued: [first] }, ['live-rollout']],
  ])('%s', (_, policy, slot, kinds) => {
    expect(decidedKinds(request(policy, slot))).toEqual(kinds);
  });

  test.each<[string, SlotSituation, string]>([
    ['the live rollout', taken, live],
    ['the last who waits', { ...taken, queued: [first, second] }, second],
  ])('waits behind %s', (_, slot, behind) => {
    expect(request('queue', slot)).toMatchObject({ events: [{}, { kind: 'queued', behind }] });
  });

  test.each<Superseding>(['refuse', 'queue', 'supersede'])(
    'for what is stable already is refused (%s)',
    (policy) => {
      expect(request(policy, free, 'v1')).toMatchObject({ code: 'already-stable' });
    },
  );

  test.each<Superseding>(['refuse', 'queue', 'supersede'])(
    'for what is being released already is refused (%s)',
    (policy) => {
      expect(request(policy, taken, 'v9')).toMatchObject({ code: 'already-live' });
    },
  );

  test('says what was refused and what to type', () => {
    expect(request('refuse', taken).sentence).toBe(
      `${live} is live for api in production, and only one can be. Nothing was started. Wait for it, or type \`rollback ${live} "reason"\`.`,
    );
  });
});

describe('in one slot', () => {
  function deployed(world: World, version: string, superseding: Superseding) {
    const id = world.deploy(aPlan({ canary: aTarget(version), superseding }), cem);
    if (id === null) throw new Error('refused');
    return id;
  }

  function tick(world: World) {
    for (const { id } of world.rollouts()) {
      if (world.owner() === null) world.find(world.get(id), { kind: 'slot-free', stable: world.stable });
      world.route(world.get(id), true);
      world.find(world.get(id), { kind: 'time' });
    }
  }

  test('a newer rollout that supersedes sends the older one back, drops those who wait, and then starts', () => {
    const world = new World(aTarget('v1'));
    const old = deployed(world, 'v2', 'refuse');
    tick(world);
    const waiting = deployed(world, 'v3', 'queue');
    const newest = deployed(world, 'v4', 'supersede');
    expect(world.get(old).phase).toMatchObject({
      kind: 'rolling-back',
      cause: { kind: 'superseded', by: newest },
    });
    expect(world.get(waiting).phase).toMatchObject({ kind: 'cancelled', reason: `superseded by ${newest}` });
    expect(world.get(newest).phase.kind).toBe('queued');
    tick(world);
    tick(world);
    expect(world.get(old).phase.kind).toBe('rolled-back');
    expect(world.owner()?.id).toBe(newest);
  });

  test('a second rollout cannot start while the first is live', () => {
    const world = new World(aTarget('v1'));
    deployed(world, 'v2', 'refuse');
    const waiting = deployed(world, 'v3', 'queue');
    world.find(world.get(waiting), { kind: 'slot-free', stable: world.stable });
    expect(world.get(waiting).phase.kind).toBe('queued');
  });

  test('a rollout whose version has become stable while it waited is dropped', () => {
    const world = new World(aTarget('v1'));
    deployed(world, 'v2', 'refuse');
    const waiting = deployed(world, 'v3', 'queue');
    world.find(world.get(waiting), { kind: 'slot-free', stable: aTarget('v3') });
    expect(world.get(waiting).phase).toMatchObject({
      kind: 'cancelled',
      reason: 'v3 became the stable version meanwhile',
    });
  });

  test('a rollout that is over is not superseded', () => {
    const world = new World(aTarget('v1'));
    const old = deployed(world, 'v2', 'refuse');
    world.wish(world.get(old), { kind: 'rollback', reason: 'odd', gradual: false, isStable: false }, cem);
    expect(world.find(world.get(old), { kind: 'superseded', by: asked })).toEqual([]);
    tick(world);
    expect(world.find(world.get(old), { kind: 'superseded', by: asked })).toEqual([]);
  });
});
