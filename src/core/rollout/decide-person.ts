import type { PersonId } from '../ids.ts';
import { type Refusal, refuse } from '../refusal.ts';
import type { Instant } from '../time.ts';
import { type Decision, decided, project } from './decision.ts';
import type { Actor, RolloutEvent } from './events.ts';
import { countedVotes, gateOf, isQuorate, requestApproval, type Waiting } from './gate.ts';
import { obstacles, unproven } from './outcome.ts';
import { leaveStage, orderRollback, progress } from './progress.ts';
import type { Rollout } from './state.ts';
import { wantedWeight } from './wanted.ts';

/** What a person asks of a rollout. `gate` binds a vote to the request it was shown with. */
export type Wish =
  | { readonly kind: 'promote'; readonly all: boolean }
  | { readonly kind: 'pause'; readonly reason: string }
  | { readonly kind: 'resume' }
  | {
      readonly kind: 'rollback';
      readonly reason: string;
      readonly gradual: boolean;
      /** Whether the slot's stable version is the one this rollout brought. */
      readonly isStable: boolean;
    }
  | { readonly kind: 'approve'; readonly gate: number | null }
  | { readonly kind: 'reject'; readonly gate: number | null; readonly reason: string }
  | { readonly kind: 'note'; readonly text: string };

export type Person = Extract<Actor, { kind: 'person' }>;

/** Whether the wish can be granted in this state; roles were checked before. */
export function decideWish(rollout: Rollout, wish: Wish, by: Person, now: Instant): Decision {
  switch (wish.kind) {
    case 'promote':
      return promote(rollout, wish.all, now);
    case 'pause':
      return pause(rollout, wish.reason);
    case 'resume':
      return resume(rollout, by, now);
    case 'rollback':
      return rollback(rollout, wish);
    case 'approve':
      return approve(rollout, wish.gate, by, now);
    case 'reject':
      return reject(rollout, wish, by, now);
    case 'note':
      return decided('Noted.', { kind: 'noted', text: wish.text });
  }
}

function promote(rollout: Rollout, all: boolean, now: Instant): Decision {
  const { phase, id } = rollout;
  if (rollout.pause !== null) {
    return refuse('paused', `${id} is paused, so it stays where it is. Type \`resume ${id}\` first.`);
  }
  switch (phase.kind) {
    case 'observing':
      return promoteStage(rollout, phase.stage, all, now);
    case 'waiting':
      if (phase.closed) {
        return decided(
          `Asked again for approval of ${id}.`,
          requestApproval(rollout, phase.stage, 'asked again', now),
        );
      }
      if (phase.opened) {
        return refuse(
          'breached',
          `${id} is approved already and goes on by itself as soon as nothing is wrong: ${obstacles(rollout).join('; ') || 'it is looked at in a moment'}.`,
        );
      }
      return refuse(
        'gate',
        `A gate stands before the next stage of ${id}; promote does not open it. Type \`approve ${id}\`.`,
      );
    case 'preparing':
    case 'shifting':
      if (!all)
        return refuse('moving', `${id} is on its way to its next stage already; nothing to promote yet.`);
      return decided(`${id} will skip its remaining holds; gates and triggers stay.`, {
        kind: 'promoted',
        stage: phase.kind === 'shifting' ? phase.stage : 0,
        all,
        unmet: [],
      });
    case 'queued':
      return refuse(
        'queued',
        `${id} waits for ${phase.behind ?? 'its slot'} to end; it cannot be promoted before it starts.`,
      );
    case 'verifying':
    case 'completing':
      return refuse('last-stage', `${id} serves everybody already; what is left is verification.`);
    case 'rolling-back':
    case 'rolled-back':
    case 'completed':
    case 'cancelled':
      return refuse('over', `${id} is ${words[phase.kind]}; it cannot be promoted.`);
  }
}

const words = {
  'rolling-back': 'being rolled back',
  'rolled-back': 'rolled back',
  completed: 'completed',
  cancelled: 'cancelled',
} as const;

function promoteStage(rollout: Rollout, stage: number, all: boolean, now: Instant): Decision {
  const why = obstacles(rollout);
  if (why.length > 0) {
    return refuse(
      'breached',
      `${rollout.id} stays at its stage, because a trigger holds now: ${why.join('; ')}.`,
    );
  }
  const unmet = unproven(rollout, now);
  const promoted: RolloutEvent = { kind: 'promoted', stage, all, unmet: [...unmet] };
  const note = unmet.length === 0 ? '' : ` Not met: ${unmet.join('; ')}.`;
  return decided(
    `${rollout.id} leaves its hold early${all ? ' and skips the holds to come; gates and triggers stay' : ''}.${note}`,
    promoted,
    ...leaveStage(rollout, stage, 'promoted by a person', now),
  );
}

function pause(rollout: Rollout, reason: string): Decision {
  const { phase, id } = rollout;
  switch (phase.kind) {
    case 'preparing':
    case 'shifting':
    case 'observing':
    case 'waiting':
    case 'verifying':
    case 'completing':
      if (rollout.pause !== null)
        return refuse('paused', `${id} is paused already: ${rollout.pause.reason}.`);
      return decided(`${id} is paused; triggers go on watching and can still roll it back.`, {
        kind: 'paused',
        reason,
      });
    case 'queued':
      return refuse('queued', `${id} has not started. To drop it, type \`rollback ${id} "reason"\`.`);
    case 'rolling-back':
      return refuse('rolling-back', `${id} is being rolled back; a rollback is not paused.`);
    case 'rolled-back':
    case 'completed':
    case 'cancelled':
      return refuse('over', `${id} is ${words[phase.kind]}; there is nothing to pause.`);
  }
}

function resume(rollout: Rollout, by: Person, now: Instant): Decision {
  if (rollout.pause === null) return refuse('not-paused', `${rollout.id} is not paused.`);
  const resumed: RolloutEvent = { kind: 'resumed' };
  return decided(
    `${rollout.id} goes on; the time it was paused does not count.`,
    resumed,
    ...progress(project(rollout, [resumed], by, now), now),
  );
}

function rollback(rollout: Rollout, wish: Extract<Wish, { kind: 'rollback' }>): Decision {
  const { phase, id, plan } = rollout;
  const cause = { kind: 'person', reason: wish.reason } as const;
  switch (phase.kind) {
    case 'queued':
      return decided(`${id} is dropped from the queue; no traffic had moved.`, {
        kind: 'cancelled',
        reason: wish.reason,
      });
    case 'rolling-back':
      if (phase.weight === 0 || wish.gradual) return decided(`${id} is being rolled back already.`);
      return decided(`${id} goes back at once instead of step by step.`, orderRollback(rollout, cause));
    case 'rolled-back':
      return refuse('over', `${id} is rolled back already: ${plan.canary.version} serves nobody.`);
    case 'cancelled':
      return refuse('over', `${id} was cancelled before it moved any traffic.`);
    case 'completed':
      if (phase.kept && wish.isStable) return ordered(rollout, cause, wish.gradual);
      return refuse(
        'not-kept',
        `${id} is completed and its previous version is not kept any more. Type \`deploy ${plan.service} ${rollout.stable?.version ?? 'VERSION'} to ${plan.environment}\` to go back.`,
      );
    case 'preparing':
    case 'shifting':
    case 'observing':
    case 'waiting':
    case 'verifying':
    case 'completing':
      return ordered(rollout, cause, wish.gradual);
  }
}

function ordered(rollout: Rollout, cause: { kind: 'person'; reason: string }, gradual: boolean): Decision {
  const from = wantedWeight(rollout);
  const inSteps = gradual && rollout.plan.rollback.steps.some((weight) => weight > 0 && weight < from);
  const order = orderRollback(rollout, cause, inSteps);
  const how = inSteps ? 'step by step' : 'at once';
  return decided(
    `${rollout.id} is rolled back ${how}: traffic goes to ${rollout.stable?.version ?? 'stable'}.`,
    order,
  );
}

/** @returns the open gate a vote may count for, or why there is none */
function openGate(rollout: Rollout, gate: number | null, now: Instant): Waiting | Refusal {
  const { phase, id } = rollout;
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

function approve(rollout: Rollout, gate: number | null, by: Person, now: Instant): Decision {
  const waiting = openGate(rollout, gate, now);
  if (waiting.kind === 'refused') return waiting;
  const rules = gateOf(rollout.plan.stages[waiting.stage]);
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

function reject(
  rollout: Rollout,
  wish: Extract<Wish, { kind: 'reject' }>,
  by: Person,
  now: Instant,
): Decision {
  const waiting = openGate(rollout, wish.gate, now);
  if (waiting.kind === 'refused') return waiting;
  const rules = gateOf(rollout.plan.stages[waiting.stage]);
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
  return decided(
    `Rejected: ${rollout.id} is rolled back.`,
    rejected,
    orderRollback(rollout, { kind: 'gate', outcome: 'rejected', sentence: wish.reason }),
  );
}
