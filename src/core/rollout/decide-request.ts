import { versionWords } from '../card/version-words.ts';
import type { RolloutId } from '../ids.ts';
import { refuse } from '../refusal.ts';
import { type Decision, decided } from './decision.ts';
import type { RolloutEvent } from './events.ts';
import type { Origin } from './origin.ts';
import type { Plan, Target } from './plan.ts';

/** What else goes on in the slot when a rollout is asked for. */
export interface SlotSituation {
  /** Who serves everybody now. */
  readonly stable: Target;
  readonly owner: { readonly id: RolloutId; readonly version: string } | null;
  readonly queued: readonly RolloutId[];
}

export interface Request {
  readonly rollout: RolloutId;
  readonly plan: Plan;
  readonly reason: string | null;
  /** The thread it is asked for in, and the files that its commit changes; null when nobody told. */
  readonly origin: Origin | null;
  readonly changes: readonly string[] | null;
}

/** A new rollout starts, waits, or is refused, as the service's superseding policy says. */
export function decideRequest(request: Request, slot: SlotSituation): Decision {
  const { plan, rollout } = request;
  const { version } = plan.canary;
  if (slot.stable.version === version) {
    return refuse(
      'already-stable',
      `${versionWords(version)} is what ${plan.service} serves in ${plan.environment} already; nothing was started.`,
    );
  }
  const requested = requestOf(request);
  if (slot.owner === null && slot.queued.length === 0) {
    return decided(
      `${rollout}: ${plan.service} ${versionWords(version)} to ${plan.environment} has started.`,
      requested,
      {
        kind: 'started',
        stable: slot.stable,
      },
    );
  }
  const ahead = slot.queued.at(-1) ?? slot.owner?.id;
  if (ahead === undefined) return decided('', requested);
  if (slot.owner?.version === version) {
    return refuse(
      'already-live',
      `${slot.owner.id} is releasing ${versionWords(version)} to ${plan.environment} already. Type \`status ${plan.service}\` to see it.`,
    );
  }
  switch (plan.superseding) {
    case 'refuse':
      return refuse(
        'live-rollout',
        `${ahead} is live for ${plan.service} in ${plan.environment}, and only one can be. Nothing was started. Wait for it, or type \`rollback ${ahead} "reason"\`.`,
      );
    case 'queue':
      return decided(`${rollout} waits for ${ahead} to end.`, requested, { kind: 'queued', behind: ahead });
    case 'supersede':
      return decided(`${rollout} takes the place of ${ahead}, which is rolled back first.`, requested, {
        kind: 'queued',
        behind: ahead,
      });
  }
}

/** The event that a request becomes. */
export function requestOf({ rollout, plan, reason, origin, changes }: Request): RolloutEvent {
  return {
    kind: 'requested',
    rollout,
    plan,
    reason,
    ...(origin === null ? {} : { origin }),
    ...(changes === null ? {} : { changes: [...changes] }),
  };
}
