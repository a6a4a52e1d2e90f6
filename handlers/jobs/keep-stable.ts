import { setTimeout as sleep } from 'node:timers/promises';
import type { Routing } from '../../src/core/rollout/plan.ts';
import type { FindStable } from '../../src/ledger/find-stable.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Router } from '../../src/ports/router.ts';
import type { RolloutIndex, Slot } from '../../src/ports/store.ts';

export interface KeepStableParts {
  readonly slots: readonly (Slot & { readonly routing: Routing })[];
  readonly index: Pick<RolloutIndex, 'owner'>;
  readonly findStable: FindStable;
  readonly routerOf: (routing: Routing) => Router;
  readonly log: Log;
}

const every = 5000;

/** Where no rollout is live, everybody gets the stable version. */
export async function keepStableUntil(parts: KeepStableParts, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await sleep(every, undefined, { signal }).catch(() => undefined);
    if (!signal.aborted) await keepStableOnce(parts);
  }
}

/** One look at every slot; also before anything else after a start, so that nobody is turned away for want of a version. */
export async function keepStableOnce(parts: KeepStableParts): Promise<void> {
  await Promise.all(parts.slots.map((slot) => keepOne(parts, slot)));
}

async function keepOne(parts: KeepStableParts, slot: KeepStableParts['slots'][number]): Promise<void> {
  const { index, findStable, log } = parts;
  try {
    const router = parts.routerOf(slot.routing);
    const reading = await router.read(slot.routing);
    // The owner before stable: a rollout that completes in between has moved the traffic and changed who is stable.
    if ((await index.owner(slot)) !== null) return;
    const stable = await findStable(slot);
    if (stable === null) return;
    const { wanted } = reading;
    if (
      wanted?.kind === 'stable' &&
      wanted.stable.url === stable.url &&
      wanted.stable.version === stable.version
    )
      return;
    // With the fence that was read: a rollout that has started meanwhile has a higher one, and this order is refused.
    await router.apply(slot.routing, { kind: 'stable', stable }, reading.fence);
    log.info(
      { service: slot.service, environment: slot.environment, stable: stable.version },
      'stable serves everybody',
    );
  } catch (error) {
    log.warn({ err: error, service: slot.service }, 'stable could not be confirmed; it is tried again');
  }
}
