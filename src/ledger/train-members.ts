import type { Rollout } from '../core/rollout/state.ts';
import type { Coach } from '../core/trains/coach.ts';
import type { Member } from '../core/trains/members.ts';
import type { Ledger } from './ledger.ts';
import { loadReadable } from './load-readable.ts';

/**
 * Every rollout of a train in its order, as it is now.
 * @param known one of them that was read already
 * @throws Failure store-unreachable
 */
export function trainMembers(
  ledger: Pick<Ledger, 'load'>,
  { members }: Pick<Coach, 'members'>,
  known?: Rollout,
): Promise<readonly Member[]> {
  return Promise.all(
    members.map(async ({ rollout: id, service, position }) => ({
      ...{ id, service, position },
      rollout: known?.id === id ? known : await loadReadable(ledger, id),
    })),
  );
}

/** The same; none for a rollout that goes alone. */
export async function companionsOf(
  ledger: Pick<Ledger, 'load'>,
  rollout: Rollout,
): Promise<readonly Member[]> {
  return rollout.train === null ? [] : trainMembers(ledger, rollout.train, rollout);
}
