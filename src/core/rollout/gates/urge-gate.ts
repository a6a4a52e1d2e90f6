import { formatDuration, type Instant } from '../../time.ts';
import type { RolloutEvent } from '../events.ts';
import type { Rollout } from '../state.ts';
import { gateAt, type Waiting } from './gate.ts';
import type { Gate } from './gate-plan.ts';
import { missingWords } from './missing-words.ts';

/** Whom to ask again, and whom else to tell, now that time goes by; each once. After an outage one reminder says it all. */
export function urge(rollout: Rollout, phase: Waiting, now: Instant): readonly RolloutEvent[] {
  const gate = gateAt(rollout.plan, phase.stage);
  const { gate: number, expiresAt, votes } = phase;
  const escalation = escalatesAt(gate, phase);
  const missing = missingWords(gate, votes);
  const isReminded = remindersOf(gate, phase).some((at) => at <= now && at > (phase.remindedAt ?? -1));
  return [
    ...(escalation === null || now < escalation
      ? []
      : [
          {
            kind: 'approval-escalated' as const,
            gate: number,
            sentence: `Nobody has decided within ${formatDuration(gate.escalate?.after ?? 0)}; missing: ${missing}`,
          },
        ]),
    ...(isReminded ? [{ kind: 'approval-reminded' as const, gate: number, expiresAt, missing }] : []),
  ];
}

/** When people must be asked again at the latest; null when they need not. */
export function nextUrge(rollout: Rollout, phase: Waiting): Instant | null {
  if (phase.closed || phase.opened) return null;
  const gate = gateAt(rollout.plan, phase.stage);
  const left = remindersOf(gate, phase).filter((at) => at > (phase.remindedAt ?? -1));
  const escalation = escalatesAt(gate, phase);
  const times = escalation === null ? left : [...left, escalation];
  return times.length === 0 ? null : Math.min(...times);
}

/** A request that is shorter than a reminder's lead does without it. */
function remindersOf({ remindBefore = [], expiresAfter }: Gate, { expiresAt }: Waiting): readonly Instant[] {
  return remindBefore.filter((before) => before < expiresAfter).map((before) => expiresAt - before);
}

/** Counted back from the expiry, which a pause moves. */
function escalatesAt({ escalate, expiresAfter }: Gate, { escalated, expiresAt }: Waiting): Instant | null {
  if (escalate === undefined || escalated || escalate.after >= expiresAfter) return null;
  return expiresAt - expiresAfter + escalate.after;
}
