import { learn, type Release } from '../core/delivery/release.ts';
import type { RolloutId } from '../core/ids.ts';
import type { DeliveryLog } from '../ports/store.ts';

/** Every rollout of the log as the delivery figures see it. @throws Failure store-unreachable */
export type Deliveries = () => Promise<readonly Release[]>;

const page = 5000;

/** Reads the log once; afterwards only what was added since the last time. */
export function createDeliveries(log: DeliveryLog): Deliveries {
  const known = new Map<RolloutId, Release>();
  let position = 0;
  let reading: Promise<void> | null = null;

  async function readOn(): Promise<void> {
    for (;;) {
      const { facts, last } = await log.deliveryFacts(position, page);
      if (last === null) return;
      for (const fact of facts) {
        const release = learn(known.get(fact.rollout) ?? null, fact);
        if (release !== null) known.set(fact.rollout, release);
      }
      position = last;
    }
  }

  return async () => {
    // Two readers at once would tell the same fact twice.
    reading ??= readOn().finally(() => {
      reading = null;
    });
    await reading;
    return [...known.values()];
  };
}
