import type { Instant } from '../time.ts';
import type { Actor, EventOf } from './events.ts';
import type { Waiting } from './gates/gate.ts';
import type { GateDecision, RollbackRequest, Rollout, Vote } from './state.ts';

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
  if (rollbackRequest?.gate === event.gate) return rollbackDecided(rollout, rollbackRequest, event, at);
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

function rollbackDecided(rollout: Rollout, request: RollbackRequest, event: Deciding, at: Instant): Rollout {
  switch (event.kind) {
    case 'approved':
      return { ...rollout, rollbackRequest: { ...request, votes: [...request.votes, voteOf(event, at)] } };
    case 'gate-opened':
      return {
        ...rollout,
        decisions: [...rollout.decisions, rollbackDecision(request, { outcome: 'approved', at })],
      };
    // What is asked stays asked until somebody decides it.
    case 'rejected':
    case 'gate-expired':
      return rollout;
  }
}

/** Everybody has decided, and somebody wants to look longer: the hold begins again, whatever was to be skipped. */
export function observedAgain(
  rollout: Rollout,
  { until, stage }: EventOf<'stage-extended'>,
  at: Instant,
): Rollout {
  const { phase, plan } = rollout;
  if (phase.kind !== 'waiting' || phase.stage !== stage || phase.opened || phase.closed) return rollout;
  return {
    ...rollout,
    skipHolds: false,
    decisions: [...rollout.decisions, decisionOf(phase, { outcome: 'extended', at })],
    phase: {
      kind: 'observing',
      since: at,
      stage,
      endsAt: until,
      // People decide how long it goes on from here, and nothing else adds to it.
      extensions: plan.stages[stage]?.unmet.extensions ?? 0,
    },
  };
}

/** The decisions with every open request, which nobody has to answer any more. */
export function withdrawn(
  { phase, decisions, rollbackRequest }: Rollout,
  at: Instant,
): readonly GateDecision[] {
  const decided = new Set(decisions.map(({ gate }) => gate));
  const open = phase.kind === 'waiting' && !phase.opened && !phase.closed;
  return [
    ...decisions,
    ...(open ? [decisionOf(phase, { outcome: 'withdrawn', at })] : []),
    ...(rollbackRequest === null || decided.has(rollbackRequest.gate)
      ? []
      : [rollbackDecision(rollbackRequest, { outcome: 'withdrawn', at })]),
  ];
}

type Outcome = Pick<GateDecision, 'outcome' | 'at'> & Partial<Pick<GateDecision, 'rejectedBy' | 'reason'>>;

function decided(rollout: Rollout, phase: Waiting, outcome: Outcome): Rollout {
  return { ...rollout, phase, decisions: [...rollout.decisions, decisionOf(phase, outcome)] };
}

function decisionOf({ gate, stage, votes }: Waiting, outcome: Outcome): GateDecision {
  return { gate, stage, votes, rejectedBy: null, reason: null, ...outcome };
}

function rollbackDecision({ gate, votes }: RollbackRequest, outcome: Outcome): GateDecision {
  return { gate, stage: null, rollback: true, votes, rejectedBy: null, reason: null, ...outcome };
}

export function voteOf({ person, roles, lent, decision }: EventOf<'approved'>, at: Instant): Vote {
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
  if (event.kind === 'rollback-refused') {
    const { person: rejectedBy, reason } = event;
    const refused = rollbackDecision(rollbackRequest, { outcome: 'rejected', rejectedBy, reason, at });
    return { ...rollout, rollbackRequest: null, decisions: [...rollout.decisions, refused] };
  }
  return { ...rollout, rollbackRequest: { ...rollbackRequest, expiresAt: event.expiresAt } };
}
