import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { advance } from '../../../handlers/jobs/advance.ts';
import { createMoveTraffic } from '../../../handlers/jobs/move-traffic.ts';
import type { RolloutId } from '../../../src/core/ids.ts';
import { fold } from '../../../src/core/rollout/evolve.ts';
import type { Routing } from '../../../src/core/rollout/plan.ts';
import type { Router, TrafficMetrics } from '../../../src/ports/router.ts';
import { openProxy } from '../../adapters/traffic/open-proxy.ts';
import { startVersion, type VersionServer } from '../../contract/version-server.ts';
import { memoryRouter } from '../memory-router.ts';
import { openWorld, type World } from '../world.ts';
import { shopAt } from './shop.ts';

/** The real proxy, told by the test what the canary's errors are and what happens while it measures. */
let proxy: Awaited<ReturnType<typeof openProxy>>;
let versions: readonly VersionServer[];
let world: World;
let errors = 0;
let whileMeasuring: () => Promise<unknown> = async () => undefined;

beforeAll(async () => {
  proxy = await openProxy();
  versions = await Promise.all(['v1', 'v2', 'v3'].map(startVersion));
  const measured = memoryRouter();
  const router: Router & TrafficMetrics = {
    ...measured,
    apply: (...order) => proxy.router.apply(...order),
    read: (routing) => proxy.router.read(routing),
    observe: (...asked) => measured.observe(...asked),
    async measure(...asked) {
      const meanwhile = whileMeasuring;
      whileMeasuring = async () => undefined;
      await meanwhile();
      measured.canaryErrors = errors;
      return measured.measure(...asked);
    },
  };
  // What is observed is another matter: the double sees what was never ordered from it.
  measured.observe = async () => ({ weight: 10, observed: null, requests: 0 });
  const [v1 = '', v2 = '', v3 = ''] = versions.map(({ target }) => target.url);
  world = await openWorld(shopAt({ v1, v2, v3 }), router);
});

afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await proxy[Symbol.asyncDispose]();
  await Promise.all(versions.map((version) => version[Symbol.asyncDispose]()));
});

beforeEach(async () => {
  errors = 0;
  world.faults.append = false;
  const live = (await world.store.recent({}, 10)).find(({ owns }) => owns);
  if (live !== undefined) await world.say(`rollback ${live.id}`);
  world.later(2000);
  await world.work();
});

const phaseOf = async (id: RolloutId) => (await world.store.find(id))?.phase;
const routing = () => world.config.slots[0]?.plan.routing as Routing;
const route = async () => (await proxy.router.read(routing())).wanted;
const served = async () => (await fetch(proxy.url)).headers.get('x-version');

/** A rollout of the shop at its first stage. */
async function observed(version = 'v2'): Promise<RolloutId> {
  const id = await world.rolloutOf(`deploy shop ${version}`);
  await world.workUntil(async () => (await phaseOf(id)) === 'observing');
  return id;
}

describe('looking at a rollout', () => {
  it('goes through its stages to the end, and the new version is stable', async () => {
    const id = await observed();
    expect(await route()).toMatchObject({ kind: 'split', weight: 10 });
    await world.workUntil(async () => (await phaseOf(id)) === 'completed');
    expect(await route()).toMatchObject({ kind: 'stable', stable: { version: 'v2' } });
    expect(await served()).toBe('v2');
    await world.say(`rollback ${id}`);
    await world.workUntil(async () => (await phaseOf(id)) === 'rolled-back');
    expect(await served()).toBe('v1');
  });

  it('takes traffic back before the store is written: a store that fails changes nothing about that', async () => {
    const id = await observed();
    errors = 0.5;
    world.faults.append = true;
    world.later(1000);
    await expect(world.work()).rejects.toThrow('disk is full');
    expect(await route()).toMatchObject({ kind: 'stable', stable: { version: 'v1' } });
    expect(await phaseOf(id)).toBe('observing');
  });

  it('keeps traffic back while nothing can be written, and writes why as soon as it can', async () => {
    const id = await observed();
    errors = 0.5;
    world.faults.append = true;
    for (let look = 0; look < 5; look += 1) {
      world.later(1000);
      await advance(world.wired.jobs.advance, id).catch(() => undefined);
      expect(await route()).toMatchObject({ kind: 'stable' });
      // From the second look on the canary serves nobody, so nothing is wrong with it any more.
      errors = 0;
    }
    world.faults.append = false;
    world.later(1000);
    await advance(world.wired.jobs.advance, id);
    expect(await phaseOf(id)).toBe('rolled-back');
    const causes = (await world.events(id)).flatMap((event) =>
      event.kind === 'rollback-ordered' ? [event.cause] : [],
    );
    expect(causes).toMatchObject([{ kind: 'trigger', sentence: expect.stringContaining('50%') }]);
  });

  it('counts how long a limit is broken while nothing can be written', async () => {
    const id = await observed();
    errors = 0.1;
    world.faults.append = true;
    for (let look = 0; look < 4; look += 1) {
      expect(await route()).toMatchObject({ kind: 'split' });
      world.later(1000);
      await advance(world.wired.jobs.advance, id).catch(() => undefined);
    }
    expect(await route()).toMatchObject({ kind: 'stable' });
    world.faults.append = false;
    world.later(1000);
    await advance(world.wired.jobs.advance, id);
    expect(await phaseOf(id)).toBe('rolled-back');
  });

  it('is harmless when it is done many times at once', async () => {
    const id = await observed();
    world.later(11_000);
    await Promise.all(Array.from({ length: 8 }, () => advance(world.wired.jobs.advance, id)));
    const kinds = await world.kinds(id);
    for (const once of ['started', 'stage-passed'] as const) {
      expect(kinds.filter((kind) => kind === once)).toHaveLength(1);
    }
    expect(kinds.filter((kind) => kind === 'stage-entered')).toHaveLength(2);
    expect(kinds.filter((kind) => kind === 'weight-confirmed')).toHaveLength(2);
  });

  it('does nothing before its time', async () => {
    const id = await observed();
    const before = await world.kinds(id);
    await advance(world.wired.jobs.advance, id);
    expect(await world.kinds(id)).toEqual(before);
  });

  it('still rolls back when somebody writes in the middle of the measurement that shows why', async () => {
    const id = await observed();
    errors = 0.5;
    whileMeasuring = () => world.say(`note ${id} looks odd to me`);
    world.later(1000);
    await world.work();
    const kinds = await world.kinds(id);
    expect(kinds).toContain('noted');
    expect(kinds.slice(-4)).toEqual(['measured', 'rollback-ordered', 'safe', 'rolled-back']);
  });

  it('lets a person who rolls back in the middle of a measurement win', async () => {
    const id = await observed();
    whileMeasuring = () => world.say(`rollback ${id} "I saw it first"`);
    world.later(11_000);
    await world.work();
    expect(await world.kinds(id)).not.toContain('stage-passed');
    expect(await phaseOf(id)).toBe('rolled-back');
    expect(await route()).toMatchObject({ kind: 'stable', stable: { version: 'v1' } });
  });

  it('promotes nothing on what was measured before an outage', async () => {
    const id = await observed();
    world.later(1000);
    await world.work();
    errors = 0.5;
    world.later(3_600_000);
    await world.work();
    expect(await world.kinds(id)).not.toContain('stage-passed');
    expect(await phaseOf(id)).toBe('rolled-back');
  });

  it('does not undo a rollback that it has slept through', async () => {
    const id = await observed();
    const asleep = fold(await world.store.events(id));
    await world.say(`rollback ${id}`);
    await world.work();
    expect(await phaseOf(id)).toBe('rolled-back');
    const move = createMoveTraffic(() => proxy.router);
    expect(asleep === null ? null : await move(asleep)).toMatchObject({ kind: 'route-refused' });
    expect(await route()).toMatchObject({ kind: 'stable' });
  });

  it('obeys a rollout that follows another one within the same second', async () => {
    const first = await world.rolloutOf('deploy shop v2');
    for (let line = 0; line < 8; line += 1) await world.say(`note ${first} ${line}`);
    await world.say(`rollback ${first}`);
    await world.work();
    world.later(1);
    const second = await world.rolloutOf('deploy shop v3');
    await world.work();
    expect(await world.kinds(second)).not.toContain('weight-refused');
    expect(await route()).toMatchObject({ kind: 'split', canary: { version: 'v3' } });
  });
});
