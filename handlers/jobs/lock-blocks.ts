import type { PersonName } from '../../src/core/card/names.ts';
import { quoted } from '../../src/core/prose.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import { createLately } from '../../src/ledger/lately.ts';
import { lockNow } from '../../src/ledger/lock-now.ts';
import type { Slot, Store } from '../../src/ports/store.ts';
import type { BlockSource } from './find-blocks.ts';

/** A lock keeps what has not started from starting; what has goes on. */
export function createLockBlocks(store: Pick<Store, 'locks' | 'find'>, personName: PersonName): BlockSource {
  const standing = createLately(
    ({ service, environment }: Slot) => `${service}/${environment}`,
    (slot, now) => lockNow(store, slot, now),
  );
  return {
    by: 'lock',
    async find(rollout, now) {
      if (hasStarted(rollout)) return null;
      const { service, environment } = rollout.plan;
      const { held } = await standing({ service, environment }, now);
      // What waits for this very rollout to end must not keep it from beginning.
      if (held === null || held.while === rollout.id) return null;
      const sentence = `${service} in ${environment} is locked by ${personName(held.owner)}: ${quoted(held.reason)}; \`unlock ${service} in ${environment}\` opens it`;
      return { by: 'lock', sentence, until: held.until };
    },
  };
}

function hasStarted({ phase }: Rollout): boolean {
  return phase.kind !== 'queued' && !(phase.kind === 'waiting' && phase.stage === null);
}
