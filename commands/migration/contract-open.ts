import type { SlotConfig } from '../../src/config/config.ts';
import { refuseAccess } from '../../src/core/access/access.ts';
import { listed } from '../../src/core/prose.ts';
import { type Refusal, refuse } from '../../src/core/refusal.ts';
import { formatDuration } from '../../src/core/time.ts';
import type { Call, Desk } from '../command.ts';

/**
 * Whether what the version before still needs may be taken away: the new version serves everybody, and the time in which
 * it could be rolled back is over, in every environment.
 * @returns null when it may
 */
export async function contractClosed(
  call: Call,
  desk: Desk,
  slots: readonly SlotConfig[],
  to: { readonly tag: string; readonly sha: string },
): Promise<Refusal | null> {
  const waiting: string[] = [];
  const maySee = (slot: SlotConfig) =>
    refuseAccess(desk.access, call.speaker, 'status', slot.environment, slot.service) === null;
  for (const slot of slots) {
    const stable = await desk.store.stable(slot);
    const rollout = stable === null ? null : await desk.ledger.load(stable.rollout);
    const is = stable?.target.version === to.tag || rollout?.plan.source?.commit === to.sha;
    if (!is || rollout === null) {
      waiting.push(`${slot.environment} is served by ${stable?.target.version ?? slot.stable.version}`);
      continue;
    }
    const { phase } = rollout;
    if (phase.kind !== 'completed') waiting.push(`${slot.environment} is ${phase.kind}`);
    else if (call.now < phase.keptUntil)
      waiting.push(
        `${slot.environment} can still be rolled back for ${formatDuration(phase.keptUntil - call.now)}`,
      );
  }
  if (waiting.length === 0) return null;
  const shown = slots.every(maySee) ? listed(waiting) : 'not every environment is that far';
  return refuse(
    'contract-too-early',
    `The contract part waits until ${to.tag} has served everybody and can no longer be rolled back: ${shown}. No pull request was opened for it.`,
  );
}
