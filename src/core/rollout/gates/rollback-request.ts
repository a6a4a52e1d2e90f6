import { approvers } from '../../card/gate-approvers.ts';
import { refuse } from '../../refusal.ts';
import type { Instant } from '../../time.ts';
import { type Decision, decided } from '../decision.ts';
import type { RolloutEvent } from '../events.ts';
import type { RollbackRequest, Rollout } from '../state.ts';
import type { Wish } from '../wish.ts';
import { missingWords } from './missing-words.ts';
import { rollbackGate } from './open-request.ts';

type RollbackWish = Extract<Wish, { kind: 'rollback' }>;

/** Whether this rollback by hand waits for others. What hurts now never does, and nor do triggers. */
export function waitsForApproval({ plan }: Rollout, { emergency }: Pick<RollbackWish, 'emergency'>): boolean {
  return plan.rollback.approval !== undefined && emergency !== true;
}

/** `rollback` where the plan wants others to agree: it stands still meanwhile, and triggers keep acting. */
export function askForRollback(rollout: Rollout, wish: RollbackWish, now: Instant): Decision {
  const { id, rollbackRequest, phase } = rollout;
  const rules = rollbackGate(rollout);
  const atOnce = `If people are being hurt, \`rollback ${id} --emergency "why"\` does not wait.`;
  if (rollbackRequest !== null) {
    return refuse(
      'rollback-asked',
      `A rollback of ${id} is asked for already (gate ${rollbackRequest.gate}). Missing: ${missingWords(rules, rollbackRequest.votes)}. To agree, type \`approve ${id} --gate ${rollbackRequest.gate}\`. ${atOnce}`,
    );
  }
  const asked: RolloutEvent = {
    kind: 'rollback-requested',
    gate: rollout.gates + 1,
    reason: wish.reason,
    gradual: wish.gradual,
    expiresAt: now + rules.expiresAfter,
  };
  const held = phase.kind === 'completed' || rollout.pause !== null;
  const paused: RolloutEvent = { kind: 'paused', reason: `a rollback was asked for: ${wish.reason}` };
  return decided(
    `${id} needs ${approvers(rules)} before it is rolled back by hand${phase.kind === 'completed' ? '' : '; it is paused meanwhile, and triggers can still take it back'}. ${atOnce}`,
    asked,
    ...(held ? [] : [paused]),
  );
}

/** Silence about a rollback is no answer: people are asked again, and it stays open. */
export function renewRequest(
  request: RollbackRequest | null,
  rollout: Rollout,
  now: Instant,
): readonly RolloutEvent[] {
  if (request === null || now < request.expiresAt) return [];
  const expiresAt = now + rollbackGate(rollout).expiresAfter;
  return [{ kind: 'rollback-request-renewed', gate: request.gate, expiresAt }];
}
