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

/** Where no rollout is live, everybody gets the stable version: also right after the first start. */
export async function keepStableUntil(parts: KeepStableParts, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    for (const slot of parts.slots) await keepOne(parts, slot);
    await sleep(every, undefined, { signal }).catch(() => undefined);
  }
}

async function keepOne(parts: KeepStableParts, slot: KeepStableParts['slots'][number]): Promise<void> {
  const { index, findStable, log } = parts;
  try {
    const router = parts.routerOf(slot.routing);
    const reading = await router.read(slot.routing);
    const stable = await findStable(slot);
    if (stable === null || (await index.owner(slot)) !== null) return;
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
