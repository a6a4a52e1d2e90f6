import { expect } from 'vitest';
import type { RolloutId } from '../../../src/core/ids.ts';
import { nextLook, ownsTraffic } from '../../../src/core/rollout/next-look.ts';
import type { Rollout } from '../../../src/core/rollout/state.ts';
import { type Wanted, wantedRoute, wantedWeight } from '../../../src/core/rollout/wanted.ts';
import type { World } from './world.ts';

/** The world as it was before a command. */
export interface Seen {
  readonly rollouts: readonly Rollout[];
  readonly router: Wanted;
  readonly owner: RolloutId | null;
}

export function seen(world: World): Seen {
  return { rollouts: world.rollouts(), router: world.router, owner: world.owner()?.id ?? null };
}

/** What must hold after every command, whatever it was. */
export function invariants(world: World, before: Seen): void {
  const now = world.rollouts();
  expect(now.filter(ownsTraffic).length, 'two rollouts own one slot').toBeLessThanOrEqual(1);
  for (const rollout of now) {
    weightWithinStage(rollout);
    isLookedAt(rollout, world.now);
    hasReacted(rollout);
    const was = before.rollouts.find(({ id }) => id === rollout.id);
    if (was === undefined) continue;
    keepsGoingBack(was, rollout);
    standsStill(was, rollout);
  }
  routerStandsStill(world, before);
}

function weightWithinStage(rollout: Rollout): void {
  const { phase, plan } = rollout;
  if ('stage' in phase)
    expect(wantedWeight(rollout)).toBeLessThanOrEqual(
      phase.stage === null ? 0 : (plan.stages[phase.stage]?.weight ?? 0),
    );
}

function isLookedAt(rollout: Rollout, now: number): void {
  const at = nextLook(rollout, now);
  if (at === null) expect(ownsTraffic(rollout), 'a live rollout is not looked at again').toBe(false);
  else expect(at, 'workers spin').toBeGreaterThanOrEqual(now + 50);
}

/** A critical probe that failed too often and a silence that lasted too long have had their consequence. */
function hasReacted({ phase, plan, probes, pause, noDataSince, measuredAt }: Rollout): void {
  if (!['preparing', 'shifting', 'observing', 'waiting', 'verifying', 'completing'].includes(phase.kind))
    return;
  for (const { name, critical, failures } of plan.probes) {
    if (critical)
      expect(probes[name]?.failures ?? 0, `${name} fails and nothing happens`).toBeLessThan(failures);
  }
  if (noDataSince === null || measuredAt === null || measuredAt - noDataSince < plan.noData.after) return;
  expect(plan.noData.outcome, 'silence did not roll back').not.toBe('roll_back');
  if (plan.noData.outcome === 'pause') expect(pause, 'silence did not pause').not.toBeNull();
}

function keepsGoingBack(was: Rollout, is: Rollout): void {
  if (was.phase.kind !== 'rolling-back') return;
  expect(['rolling-back', 'rolled-back'], 'a rollback was lost').toContain(is.phase.kind);
  expect(wantedWeight(is), 'a rollback gave traffic').toBeLessThanOrEqual(wantedWeight(was));
  if (is.phase.kind === 'rolling-back' || is.phase.kind === 'rolled-back')
    expect(is.phase.reached).toBe(was.phase.reached);
}

function standsStill(was: Rollout, is: Rollout): void {
  if (was.pause === null || is.pause === null || was.pause.since !== is.pause.since) return;
  expect(wantedWeight(is), 'the wanted weight grew while paused').toBeLessThanOrEqual(wantedWeight(was));
}

function routerStandsStill(world: World, before: Seen): void {
  const owner = world.owner();
  const was = before.rollouts.find(({ id }) => id === owner?.id);
  if (owner === null || owner.id !== before.owner || was?.pause == null || owner.pause === null) return;
  if (was.pause.since !== owner.pause.since) return;
  const { version } = owner.plan.canary;
  expect(shareOf(world.router, version), 'the router gave more while paused').toBeLessThanOrEqual(
    shareOf(before.router, version),
  );
}

function shareOf(route: Wanted, version: string): number {
  if (route.stable.version === version) return 100;
  return route.kind === 'split' && route.canary.version === version ? route.weight : 0;
}

/** A rollback that was ordered ends with stable serving everybody. */
export function endsSafe(world: World): void {
  for (const rollout of world.rollouts()) {
    const kinds = (world.logs.get(rollout.id) ?? []).map(({ event }) => event.kind);
    if (kinds.includes('rollback-ordered')) expect(kinds).toContain('rolled-back');
  }
  const owner = world.owner();
  if (owner === null) expect(wantedRouteOfNobody(world)).toBe(true);
}

function wantedRouteOfNobody(world: World): boolean {
  return world.rollouts().every((rollout) => wantedRoute(rollout) === null);
}
