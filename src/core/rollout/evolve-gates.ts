import type { Instant } from '../time.ts';
import type { EventOf } from './events.ts';
import type { Waiting } from './gate.ts';
import type { GateDecision, Rollout } from './state.ts';

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
      opened: false,
      closed: false,
    },
  };
}

type Deciding = EventOf<'approved'> | EventOf<'gate-opened'> | EventOf<'rejected'> | EventOf<'gate-expired'>;

/** A vote or an end of the gate that is open; of another gate it changes nothing. */
export function gateDecided(rollout: Rollout, event: Deciding, at: Instant): Rollout {
  const { phase } = rollout;
  if (phase.kind !== 'waiting' || phase.gate !== event.gate) return rollout;
  switch (event.kind) {
    case 'approved': {
      const votes = [...phase.votes, { person: event.person, roles: event.roles, at }];
      return { ...rollout, phase: { ...phase, votes } };
    }
    case 'gate-opened':
      return decided(rollout, { ...phase, opened: true }, { outcome: 'approved', at });
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
