import type { PersonId } from '../ids.ts';
import { listed, plainLine, quoted } from '../prose.ts';
import type { Actor } from '../rollout/events.ts';
import { countedVotes, gateAfter, gateAt, type Waiting } from '../rollout/gates/gate.ts';
import type { Gate } from '../rollout/gates/gate-plan.ts';
import { missingWords } from '../rollout/gates/missing-words.ts';
import { rollbackGate } from '../rollout/gates/open-request.ts';
import type { GateDecision, Rollout, Vote } from '../rollout/state.ts';
import type { Instant } from '../time.ts';
import type { Card } from './card.ts';
import { neededOf } from './gate-approvers.ts';
import type { PersonName } from './names.ts';
import { versionWords } from './version-words.ts';

/** Who may still say yes at the gate of a rollout that waits. */
export type Approvers = (rollout: Rollout, gate: Gate) => readonly PersonId[];

/** The open request for approval; null while nobody is asked. A rollback that people must agree to goes first. */
export function approvalBox(
  rollout: Rollout,
  personName: PersonName,
  approversOf: Approvers,
): Card['approval'] {
  const asked = askedNow(rollout);
  if (asked === null) return null;
  const { rules, votes } = asked;
  const given = new Set(votes.map(({ person }) => person));
  return {
    gate: asked.gate,
    stage: asked.stage,
    towards: asked.towards,
    needed: neededOf(rules),
    roles: [...new Set([...rules.roles, ...(rules.each ?? [])])],
    given: countedVotes(rules, votes).map(({ person, at }) => ({ person: personName(person), at })),
    expiresAt: asked.expiresAt,
    reason: asked.reason + besides(rules, votes, personName),
    eligible: approversOf({ ...rollout, requestedBy: asked.requester }, rules)
      .filter((person) => !given.has(person))
      .map((person) => ({ person, name: personName(person) })),
  };
}

interface Asked {
  readonly gate: number;
  readonly rules: Gate;
  readonly votes: readonly Vote[];
  readonly stage: string;
  readonly towards: string;
  readonly expiresAt: Instant;
  readonly reason: string;
  readonly requester: Actor;
}

function askedNow(rollout: Rollout): Asked | null {
  const { phase, plan, rollbackRequest: request, stable } = rollout;
  if (request !== null) {
    const { gate, votes, expiresAt, reason, by: requester } = request;
    const to = versionWords(stable?.version ?? 'the stable version');
    return {
      ...{ gate, votes, expiresAt, requester },
      rules: rollbackGate(rollout),
      stage: leaving(rollout),
      towards: `a rollback to ${to}`,
      reason: `A rollback was asked for: ${quoted(reason)}`,
    };
  }
  if (phase.kind !== 'waiting' || phase.closed || phase.opened) return null;
  const { gate, votes, expiresAt, reason, stage } = phase;
  return {
    ...{ gate, votes, expiresAt, reason, requester: rollout.requestedBy },
    rules: gateAt(plan, stage),
    stage: gateAfter(plan, stage),
    towards: towards(rollout, phase),
  };
}

function leaving({ phase, plan }: Rollout): string {
  return 'stage' in phase ? gateAfter(plan, phase.stage) : plan.canary.version;
}

/** What a number of approvals does not say: of whom one each is missing, and what they confirm and look at. */
function besides(rules: Gate, votes: readonly Vote[], personName: PersonName): string {
  const { each, everybody, confirms = [], checklist, review = [] } = rules;
  const missing = missingWords(rules, votes, personName);
  const statements = confirms.map((text, index) => `${index + 1}. ${quoted(text)}`).join(' ');
  const boxes = (checklist?.boxes ?? []).map(({ text }) => quoted(text));
  return [
    ...(each === undefined && everybody === undefined ? [] : [`Missing: ${missing}`]),
    ...(confirms.length === 0 ? [] : [`Who approves confirms: ${statements}`]),
    ...(boxes.length === 0 && review.length === 0
      ? []
      : [`To look at: ${listed([...review.map(plainLine), ...boxes])}`]),
  ]
    .map((sentence) => `. ${sentence}`)
    .join('');
}

function towards({ plan }: Rollout, { stage }: Waiting): string {
  const next = plan.stages[(stage ?? -1) + 1];
  if (next === undefined) return (plan.stages.at(-1)?.weight ?? 100) < 100 ? 'everybody' : 'completion';
  return next.weight === 100 ? 'everybody' : `${next.weight}% of the traffic`;
}

/** Requests that are decided: their buttons are gone, who decided and when stays. */
export function decidedGates({ decisions, plan }: Rollout, personName: PersonName): Card['decisions'] {
  return decisions.map(({ gate, stage, rollback, outcome, votes, rejectedBy, reason, at }: GateDecision) => ({
    gate,
    stage: rollback === true ? 'the request to roll back' : gateAfter(plan, stage),
    outcome,
    votes: votes.map((vote) => ({ person: personName(vote.person), at: vote.at })),
    by: rejectedBy === null ? null : personName(rejectedBy),
    reason,
    at,
  }));
}
