import { versionWords } from '../../card/version-words.ts';
import { type Refusal, refuse } from '../../refusal.ts';
import type { Instant } from '../../time.ts';
import type { Actor } from '../events.ts';
import type { RollbackRequest, Rollout, Vote } from '../state.ts';
import type { Binding } from '../wish.ts';
import { gateAt, isQuorate, onePerson, type Waiting } from './gate.ts';
import type { Gate } from './gate-plan.ts';

/** What people are asked: whether it may go on, or whether it is to be rolled back. */
export type OpenRequest = {
  readonly gate: number;
  readonly rules: Gate;
  readonly votes: readonly Vote[];
  /** Who asked for what is to be approved. */
  readonly requester: Actor;
} & (
  | { readonly kind: 'advance'; readonly waiting: Waiting }
  | { readonly kind: 'rollback'; readonly request: RollbackRequest }
);

/** @returns the open request a vote may count for, or why there is none. A rollback goes first where none is named. */
export function openRequest(rollout: Rollout, bound: Binding, now: Instant): OpenRequest | Refusal {
  const other = otherCommit(rollout, bound.commit);
  if (other !== null) return other;
  const { rollbackRequest: request } = rollout;
  if (request !== null && (bound.gate === null || bound.gate === request.gate)) {
    const { gate, votes, by: requester } = request;
    return { kind: 'rollback', gate, rules: rollbackGate(rollout), votes, requester, request };
  }
  const waiting = openGate(rollout, bound.gate, now);
  if (waiting.kind === 'refused') return waiting;
  const rules = gateAt(rollout.plan, waiting.stage);
  const { gate, votes } = waiting;
  return { kind: 'advance', gate, rules, votes, requester: rollout.requestedBy, waiting };
}

/** Who says yes or no without a number means what was asked then, not what has been asked since. */
export function askedSince({ id }: Rollout, request: OpenRequest, bound: Binding): Refusal | null {
  const { since } = request.kind === 'rollback' ? request.request : request.waiting;
  if (bound.gate !== null || bound.saidAt === undefined || bound.saidAt >= since) return null;
  return refuse(
    'newer-gate',
    `Gate ${request.gate} of ${id} was asked for after you said that, so it is not what you answered. Nothing was recorded; look at it, and say it again if you mean it.`,
  );
}

/** Who must agree to a rollback by hand. */
export function rollbackGate({ plan }: Rollout): Gate {
  return plan.rollback.approval ?? onePerson;
}

function openGate(rollout: Rollout, gate: number | null, now: Instant): Waiting | Refusal {
  const { phase, id } = rollout;
  if (phase.kind !== 'waiting') {
    return refuse('no-gate', `${id} does not wait for an approval now; nothing was recorded.`);
  }
  if (gate !== null && gate > Math.max(rollout.gates, phase.gate)) {
    return refuse(
      'other-gate',
      `${id} has asked for no gate ${gate} yet; it now waits at gate ${phase.gate}. Nothing was recorded.`,
    );
  }
  if (gate !== null && gate !== phase.gate) {
    return refuse(
      'other-gate',
      `That request (gate ${gate}) is no longer open; ${id} now waits at gate ${phase.gate}. Look at it again before you decide.`,
    );
  }
  // While it is paused, a round of sign-offs can be decided before anything follows.
  if (phase.closed || phase.opened || isQuorate(gateAt(rollout.plan, phase.stage), phase.votes)) {
    return refuse('gate-decided', `Gate ${phase.gate} of ${id} is decided already; nothing was recorded.`);
  }
  // A pause stops the clock, but it does not turn it back.
  if ((rollout.pause?.since ?? now) >= phase.expiresAt) {
    return refuse('expired', `Gate ${phase.gate} of ${id} has expired; nothing was recorded.`);
  }
  return phase;
}

/** Somebody who looks at one commit must not approve another one. */
function otherCommit({ id, plan }: Rollout, commit: string | null): Refusal | null {
  const released = plan.source?.commit;
  if (commit === null || released?.startsWith(commit.toLowerCase()) === true) return null;
  const what =
    released === undefined
      ? `${versionWords(plan.canary.version)}, of no known commit`
      : released.slice(0, 12);
  return refuse(
    'other-commit',
    `${id} releases ${what}, and your vote is for ${commit.slice(0, 12)}. It was not counted. Look at what ${id} releases; to vote for that, name it: \`approve ${id}${released === undefined ? '' : ` --commit ${released.slice(0, 12)}`}\`.`,
  );
}
