import type { PersonId } from '../ids.ts';
import { type Decision, decided } from './decision.ts';
import type { Rollout } from './state.ts';

/** `hand-over`: somebody else answers for the rollout. It changes who is asked, not who may. */
export function handOver(
  rollout: Rollout,
  { to, name, reason }: { readonly to: PersonId; readonly name: string; readonly reason: string | null },
): Decision {
  if (rollout.owner === to) return decided(`${name} answers for ${rollout.id} already.`);
  return decided(`${name} answers for ${rollout.id} from here on.`, { kind: 'handed-over', to, reason });
}
