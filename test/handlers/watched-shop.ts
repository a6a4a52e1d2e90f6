import { afterAll, afterEach, beforeAll } from 'vitest';
import type { RolloutId } from '../../src/core/ids.ts';
import type { PhaseKind } from '../../src/core/rollout/state.ts';
import type { Wanted } from '../../src/core/rollout/wanted.ts';
import { nowhere } from './jobs/shop.ts';
import { type MemoryRouter, memoryRouter } from './memory-router.ts';
import { openWorld, type World } from './world.ts';

export interface WatchedShop {
  readonly world: World;
  readonly router: MemoryRouter;
  /** A rollout of the shop at its first stage. */
  observed(): Promise<RolloutId>;
  phaseOf(id: RolloutId): Promise<PhaseKind | undefined>;
  /** What the router was told last. */
  last(): Wanted | undefined;
}

/** One shop for all tests of a file; after each of them its faults are mended and its rollouts taken back. */
export function watchedShop(): WatchedShop {
  const router = memoryRouter();
  let opened: World | null = null;
  const world = (): World => {
    if (opened === null) throw new Error('the shop opens before the first test');
    return opened;
  };

  beforeAll(async () => {
    opened = await openWorld(nowhere, router);
  });

  afterAll(async () => {
    await world()[Symbol.asyncDispose]();
  });

  afterEach(async () => {
    const { faults, wired, say, later, work } = world();
    Object.assign(faults, { append: false, queue: false, store: false });
    Object.assign(router, { canaryErrors: 0, dead: false });
    await wired.lastKnown.refresh();
    for (const { id } of wired.lastKnown.live()) await say(`rollback ${id}`);
    later(2000);
    await work();
  });

  const phaseOf = async (id: RolloutId) => (await world().store.find(id))?.phase;
  return {
    get world() {
      return world();
    },
    router,
    async observed() {
      const id = await world().rolloutOf('deploy shop v2');
      await world().workUntil(async () => (await phaseOf(id)) === 'observing');
      return id;
    },
    phaseOf,
    last: () => router.orders.at(-1)?.wanted,
  };
}
