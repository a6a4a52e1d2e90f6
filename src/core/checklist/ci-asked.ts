import type { Rollout } from '../rollout/state.ts';
import { ciKey } from './ci.ts';
import { listNow } from './list-now.ts';

/** What the boxes that count now ask of CI: the names that must be green, each set once. */
export function ciAsked(rollout: Rollout): readonly (readonly string[])[] {
  const asked = new Map<string, readonly string[]>();
  for (const { evidence } of listNow(rollout)?.list.boxes ?? []) {
    if (evidence?.kind === 'ci') asked.set(ciKey(evidence.names), evidence.names);
  }
  return [...asked.values()];
}
