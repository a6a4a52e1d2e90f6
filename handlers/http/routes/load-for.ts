import type { Access, Speaker } from '../../../src/core/access/access.ts';
import { refuseAccess } from '../../../src/core/access/access.ts';
import { type PersonId, RolloutId } from '../../../src/core/ids.ts';
import type { Instant } from '../../../src/core/time.ts';
import type { Cards } from '../../../src/ledger/cards.ts';
import type { Ledger } from '../../../src/ledger/ledger.ts';
import { loadReadable, unreadableSentence } from '../../../src/ledger/load-readable.ts';
import type { Slot, Store } from '../../../src/ports/store.ts';

export interface RolloutRouteParts {
  readonly access: Access;
  readonly ledger: Pick<Ledger, 'load'>;
  readonly store: Pick<Store, 'find' | 'recent' | 'events' | 'documents'>;
  readonly cards: Cards;
  readonly personName: (id: PersonId) => string;
  readonly clock: () => Instant;
}

/** @returns a sentence for a rollout that cannot be read; null when there is none, or none that the speaker may see */
export async function loadFor(
  parts: Pick<RolloutRouteParts, 'access' | 'ledger' | 'store'>,
  speaker: Speaker,
  typed: string,
) {
  const id = RolloutId.safeParse(typed);
  if (!id.success) return null;
  const maySee = ({ environment, service }: Slot) =>
    refuseAccess(parts.access, speaker, 'status', environment, service) === null;
  const rollout = await loadReadable(parts.ledger, id.data);
  if (rollout === 'unreadable') {
    // Its plan cannot be read either; the table says where it is.
    const row = await parts.store.find(id.data);
    return row !== null && maySee(row) ? unreadableSentence(id.data) : null;
  }
  return rollout !== null && maySee(rollout.plan) ? rollout : null;
}
