import { z } from 'zod';
import type { RolloutId } from '../core/ids.ts';
import type { Rollout } from '../core/rollout/state.ts';
import type { Ledger } from './ledger.ts';

/**
 * Loads a rollout that may have been written by a newer version of Belay, or altered: one that cannot be read must not
 * hide the others.
 * @throws Failure store-unreachable
 */
export async function loadReadable(
  ledger: Pick<Ledger, 'load'>,
  id: RolloutId,
): Promise<Rollout | 'unreadable' | null> {
  try {
    return await ledger.load(id);
  } catch (error) {
    if (error instanceof z.ZodError) return 'unreadable';
    throw error;
  }
}

export function unreadableSentence(id: RolloutId): string {
  return `${id} cannot be read (its log has an event this version does not understand); run \`belay audit verify\`.`;
}
