import type { Instant } from '../time.ts';
import type { Actor, EventOf } from './events.ts';
import type { Waiting } from './gate.ts';
import type { GateDecision, Rollout, Vote } from './state.ts';

/** People are asked. A request that nobody decided is withdrawn by the next one. */
export function approvalRequested(
  rollout: Rollout,
  event: EventOf<'approval-requested'>,
  at: Instant,
): Rollout {
  return {
    ...rollout,
    decisions: withdrawn(rollout, at),
    gates: event.gate,
    phase: {
      kind: 'waiting',
      since: at,
      stage: event.stage,
      gate: event.gate,
      reason: event.reason,
      expiresAt: event.expiresAt,
      votes: [],
      remindedAt: null,
      escalated: false,
      opened: false,
      closed: false,
    },
  };
}

type Deciding = EventOf<'approved'> | EventOf<'gate-opened'> | EventOf<'rejected'> | EventOf<'gate-expired'>;

/** A vote or an end of the gate that is open; of another gate it changes nothing. */
export function gateDecided(rollout: Rollout, event: Deciding, at: Instant): Rollout {
  const { phase, rollbackRequest } = rollout;
  if (event.kind === 'approved' && rollbackRequest?.gate === event.gate) {
    const votes = [...rollbackRequest.votes, voteOf(event, at)];
    return { ...rollout, rollbackRequest: { ...rollbackRequest, votes } };
  }
  if (phase.kind !== 'waiting' || phase.gate !== event.gate) return rollout;
  switch (event.kind) {
    case 'approved': {
      return { ...rollout, phase: { ...phase, votes: [...phase.votes, voteOf(event, at)] } };
    }
    case 'gate-opened': {
      const opened = decided(rollout, { ...phase, opened: true }, { outcome: 'approved', at });
      // Before anything began there is no traffic: it takes its turn.
      return phase.stage === null
        ? { ...opened, phase: { kind: 'queued', since: at, behind: null } }
        : opened;
    }
    case 'rejected': {
      const { person: rejectedBy, reason } = event;
      return decided(rollout, { ...phase, closed: true }, { outcome: 'rejected', rejectedBy, reason, at });
    }
    case 'gate-expired':
      return decided(rollout, { ...phase, closed: true }, { outcome: 'expired', at });
  }
}

/** The decisions with the open request, which nobody has to answer any more. */
export function withdrawn({ phase, decisions }: Rollout, at: Instant): readonly GateDecision[] {
  if (phase.kind !== 'waiting' || phase.opened || phase.closed) return decisions;
  return [...decisions, decisionOf(phase, { outcome: 'withdrawn', at })];
}

type Outcome = Pick<GateDecision, 'outcome' | 'at'> & Partial<Pick<GateDecision, 'rejectedBy' | 'reason'>>;

function decided(rollout: Rollout, phase: Waiting, outcome: Outcome): Rollout {
  return { ...rollout, phase, decisions: [...rollout.decisions, decisionOf(phase, outcome)] };
}

function decisionOf({ gate, stage, votes }: Waiting, outcome: Outcome): GateDecision {
  return { gate, stage, votes, rejectedBy: null, reason: null, ...outcome };
}

function voteOf({ person, roles, lent, decision }: EventOf<'approved'>, at: Instant): Vote {
  return {
    person,
    roles,
    at,
    ...(lent === undefined ? {} : { lent }),
    ...(decision === undefined ? {} : { decision }),
  };
}

/** People heard again of the gate that is open. */
export function gateUrged(
  rollout: Rollout,
  event: EventOf<'approval-reminded'> | EventOf<'approval-escalated'>,
  at: Instant,
): Rollout {
  const { phase } = rollout;
  if (phase.kind !== 'waiting' || phase.gate !== event.gate) return rollout;
  const urged =
    event.kind === 'approval-reminded' ? { ...phase, remindedAt: at } : { ...phase, escalated: true };
  return { ...rollout, phase: urged };
}

type RollbackAsked =
  | EventOf<'rollback-requested'>
  | EventOf<'rollback-request-renewed'>
  | EventOf<'rollback-refused'>;

/** A rollback by hand that people have to agree to first. */
export function rollbackAsked(rollout: Rollout, event: RollbackAsked, at: Instant, by: Actor): Rollout {
  const { rollbackRequest } = rollout;
  if (event.kind === 'rollback-requested') {
    const { gate, reason, gradual, expiresAt } = event;
    return {
      ...rollout,
      gates: gate,
      rollbackRequest: { gate, by, reason, gradual, since: at, expiresAt, votes: [] },
    };
  }
  if (rollbackRequest?.gate !== event.gate) return rollout;
  if (event.kind === 'rollback-refused') return { ...rollout, rollbackRequest: null };
  return { ...rollout, rollbackRequest: { ...rollbackRequest, expiresAt: event.expiresAt } };
}
