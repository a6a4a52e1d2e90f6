import { versionWords } from '../card/version-words.ts';
import type { PersonId } from '../ids.ts';
import { quoted } from '../prose.ts';
import { type Refusal, refuse } from '../refusal.ts';
import type { Instant } from '../time.ts';
import { type Decision, decided, project } from './decision.ts';
import type { RolloutEvent } from './events.ts';
import { countedVotes, gateAt, isQuorate, type Waiting } from './gate.ts';
import { orderRollback, progress } from './progress.ts';
import type { Rollout } from './state.ts';
import type { Binding, Person, Wish } from './wish.ts';

/** @returns the open gate a vote may count for, or why there is none */
function openGate(rollout: Rollout, { gate, commit }: Binding, now: Instant): Waiting | Refusal {
  const { phase, id } = rollout;
  const other = otherCommit(rollout, commit);
  if (other !== null) return other;
  if (phase.kind !== 'waiting') {
    return refuse('no-gate', `${id} does not wait for an approval now; nothing was recorded.`);
  }
  if (gate !== null && gate !== phase.gate) {
    return refuse(
      'other-gate',
      `That request (gate ${gate}) is no longer open; ${id} now waits at gate ${phase.gate}. Look at it again before you decide.`,
    );
  }
  if (phase.closed || phase.opened) {
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

/** `approve`: one person counts once, and the last one needed opens the gate. */
export function approve(rollout: Rollout, bound: Binding, by: Person, now: Instant): Decision {
  const waiting = openGate(rollout, bound, now);
  if (waiting.kind === 'refused') return waiting;
  const rules = gateAt(rollout.plan, waiting.stage);
  if (!rules.requesterMayApprove && isRequester(rollout, by.person)) {
    return refuse('own-rollout', `You asked for ${rollout.id} yourself, so somebody else has to approve it.`);
  }
  if (rules.roles.length > 0 && !by.roles.some((role) => rules.roles.includes(role))) {
    return refuse(
      'role',
      `Gate ${waiting.gate} of ${rollout.id} needs ${rules.roles.join(' or ')}; you have ${by.roles.join(', ') || 'no role'}.`,
    );
  }
  if (waiting.votes.some(({ person }) => person === by.person)) {
    return decided(`Your approval of ${rollout.id} counts already; one person counts once.`);
  }
  const approved: RolloutEvent = {
    kind: 'approved',
    gate: waiting.gate,
    person: by.person,
    roles: [...by.roles],
    plan: rollout.plan.hash,
    stage: waiting.stage,
    ...(rollout.plan.source === undefined ? {} : { commit: rollout.plan.source.commit }),
  };
  const votes = [...waiting.votes, { person: by.person, roles: by.roles, at: now }];
  if (!isQuorate(rules, votes)) {
    const given = countedVotes(rules, votes).length;
    return decided(`Approved: ${given} of ${rules.approvals} for ${rollout.id}.`, approved);
  }
  const opened: readonly RolloutEvent[] = [approved, { kind: 'gate-opened', gate: waiting.gate }];
  return decided(
    `Approved: the gate of ${rollout.id} is open.`,
    ...opened,
    ...progress(project(rollout, opened, by, now), now),
  );
}

function isRequester(rollout: Rollout, person: PersonId): boolean {
  return rollout.requestedBy.kind === 'person' && rollout.requestedBy.person === person;
}

/** `reject`: the plan says whether the rollout then goes back or holds. A no counts whatever commit is looked at. */
export function reject(
  rollout: Rollout,
  wish: Extract<Wish, { kind: 'reject' }>,
  by: Person,
  now: Instant,
): Decision {
  const waiting = openGate(rollout, { ...wish.bound, commit: null }, now);
  if (waiting.kind === 'refused') return waiting;
  const rules = gateAt(rollout.plan, waiting.stage);
  const rejected: RolloutEvent = {
    kind: 'rejected',
    gate: waiting.gate,
    person: by.person,
    reason: wish.reason,
  };
  if (rules.onReject === 'hold') {
    return decided(
      `Rejected: ${rollout.id} stays at its stage until somebody promotes or rolls back.`,
      rejected,
    );
  }
  if (waiting.stage === null) {
    const reason = `the approval was rejected: ${quoted(wish.reason)}`;
    return decided(`Rejected: ${rollout.id} does not start.`, rejected, { kind: 'cancelled', reason });
  }
  return decided(
    `Rejected: ${rollout.id} is rolled back.`,
    rejected,
    orderRollback(rollout, { kind: 'gate', outcome: 'rejected', sentence: wish.reason }),
  );
}
