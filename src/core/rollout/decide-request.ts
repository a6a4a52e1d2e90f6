import { approvers } from '../card/gate-approvers.ts';
import { versionWords } from '../card/version-words.ts';
import type { RolloutId } from '../ids.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { noticeOf } from '../risk/notice.ts';
import { formatDuration, type Instant } from '../time.ts';
import { type Decision, decided } from './decision.ts';
import type { RolloutEvent } from './events.ts';
import type { Gate } from './gates/gate-plan.ts';
import type { Origin } from './origin.ts';
import type { Plan, Target } from './plan.ts';

/** What else goes on in the slot when a rollout is asked for. */
export interface SlotSituation {
  /** Who serves everybody now. */
  readonly stable: Target;
  readonly owner: { readonly id: RolloutId; readonly version: string } | null;
  readonly queued: readonly RolloutId[];
  /** Rollouts that wait for approval before they begin. */
  readonly asking?: readonly { readonly id: RolloutId; readonly version: string }[];
}

export interface Request {
  readonly rollout: RolloutId;
  readonly plan: Plan;
  readonly reason: string | null;
  /** The thread it is asked for in, and the files that its commit changes; null when nobody told. */
  readonly origin: Origin | null;
  readonly changes: readonly string[] | null;
  /** When the released commit was made or merged; absent when nobody told. */
  readonly committedAt?: Instant;
}

/** A new rollout starts, waits, or is refused, as the service's superseding policy says. */
export function decideRequest(request: Request, slot: SlotSituation, now: Instant): Decision {
  const { plan, rollout } = request;
  const { version } = plan.canary;
  if (slot.stable.version === version) {
    return refuse(
      'already-stable',
      `${versionWords(version)} is what ${plan.service} serves in ${plan.environment} already; nothing was started.`,
    );
  }
  const requested = requestOf(request);
  const ahead = slot.queued.at(-1) ?? slot.owner?.id;
  const unwanted = notNow(request, slot, ahead);
  if (unwanted !== null) return unwanted;
  if (plan.entry !== undefined) return asksFirst(request, plan.entry, now);
  const notice = noticeOf(plan);
  if (ahead === undefined && notice !== null) {
    return decided(
      `${rollout}: ${plan.service} ${versionWords(version)} to ${plan.environment} is announced, and begins in ${formatDuration(notice)} at the earliest.`,
      requested,
    );
  }
  if (ahead === undefined) {
    return decided(
      `${rollout}: ${plan.service} ${versionWords(version)} to ${plan.environment} has started.`,
      requested,
      {
        kind: 'started',
        stable: slot.stable,
      },
    );
  }
  const queued: RolloutEvent = { kind: 'queued', behind: ahead };
  return plan.superseding === 'supersede'
    ? decided(`${rollout} takes the place of ${ahead}, which is rolled back first.`, requested, queued)
    : decided(`${rollout} waits for ${ahead} to end.`, requested, queued);
}

function notNow({ plan }: Request, slot: SlotSituation, ahead: RolloutId | undefined): Refusal | null {
  const { version } = plan.canary;
  const asking = slot.asking?.find((one) => one.version === version);
  if (asking !== undefined) {
    return refuse(
      'already-asked',
      `${asking.id} of ${versionWords(version)} to ${plan.environment} waits for approval already. Nothing was started; type \`approve ${asking.id}\` if you may.`,
    );
  }
  if (slot.owner?.version === version) {
    return refuse(
      'already-live',
      `${slot.owner.id} is releasing ${versionWords(version)} to ${plan.environment} already. Type \`status ${plan.service}\` to see it.`,
    );
  }
  if (ahead === undefined || plan.superseding !== 'refuse') return null;
  return refuse(
    'live-rollout',
    `${ahead} is live for ${plan.service} in ${plan.environment}, and only one can be. Nothing was started. Wait for it, or type \`rollback ${ahead} "reason"\`.`,
  );
}

/** People are asked before it takes its turn, and before anything of it runs. */
function asksFirst(request: Request, entry: Gate, now: Instant): Decision {
  const { rollout, plan } = request;
  const asked = `${plan.service} ${versionWords(plan.canary.version)} to ${plan.environment}`;
  return decided(
    `${rollout}: ${asked} needs ${approvers(entry)} before it begins. Nothing has been changed; type \`approve ${rollout}\`.`,
    requestOf(request),
    {
      kind: 'approval-requested',
      stage: null,
      gate: 1,
      reason: `nothing of ${versionWords(plan.canary.version)} has begun`,
      expiresAt: now + entry.expiresAfter,
    },
  );
}

/** The event that a request becomes. */
export function requestOf({ rollout, plan, reason, origin, changes, committedAt }: Request): RolloutEvent {
  return {
    kind: 'requested',
    rollout,
    plan,
    reason,
    ...(origin === null ? {} : { origin }),
    ...(changes === null ? {} : { changes: [...changes] }),
    ...(committedAt === undefined ? {} : { committedAt }),
  };
}
