import { versionWords } from '../card/version-words.ts';
import { refuse } from '../refusal.ts';
import type { Instant } from '../time.ts';
import { type Decision, decided } from './decision.ts';
import type { RollbackCause } from './events.ts';
import { askForRollback, waitsForApproval } from './gates/rollback-request.ts';
import { orderRollback } from './progress.ts';
import type { Rollout } from './state.ts';
import { wantedWeight } from './wanted.ts';
import type { Wish } from './wish.ts';

/** `rollback`: of what is live, queued, or completed with its previous version kept. */
export function rollback(
  rollout: Rollout,
  wish: Extract<Wish, { kind: 'rollback' }>,
  now: Instant,
): Decision {
  const { phase, id, plan } = rollout;
  const cause = {
    kind: 'person',
    reason: wish.reason,
    ...(wish.emergency === true ? { emergency: true as const } : {}),
  } as const;
  switch (phase.kind) {
    case 'queued':
      return decided(`${id} is dropped from the queue; no traffic had moved.`, {
        kind: 'cancelled',
        reason: wish.reason,
      });
    case 'rolling-back':
      if (phase.weight === 0 || (wish.gradual && wish.emergency !== true))
        return decided(`${id} is being rolled back already.`);
      return decided(`${id} goes back at once instead of step by step.`, orderRollback(rollout, cause));
    case 'rolled-back':
      return refuse(
        'over',
        `${id} is rolled back already: ${versionWords(plan.canary.version)} serves nobody.`,
      );
    case 'cancelled':
      return refuse('over', `${id} was cancelled before it moved any traffic.`);
    case 'completed':
      if (phase.kept && wish.isStable) return ordered(rollout, cause, wish, now);
      return refuse(
        'not-kept',
        `${id} is completed and its previous version is not kept any more. Type \`deploy ${plan.service} ${rollout.stable?.version ?? 'VERSION'} to ${plan.environment}\` to go back.`,
      );
    case 'waiting':
      if (phase.stage !== null) return ordered(rollout, cause, wish, now);
      return decided(`${id} is dropped before it began.`, { kind: 'cancelled', reason: wish.reason });
    case 'preparing':
    case 'shifting':
    case 'observing':
    case 'verifying':
    case 'completing':
      return ordered(rollout, cause, wish, now);
  }
}

function ordered(
  rollout: Rollout,
  cause: Extract<RollbackCause, { kind: 'person' }>,
  wish: Extract<Wish, { kind: 'rollback' }>,
  now: Instant,
): Decision {
  if (waitsForApproval(rollout, wish)) return askForRollback(rollout, wish, now);
  // Whoever hurries has no time for steps.
  const gradual = wish.gradual && wish.emergency !== true;
  const from = wantedWeight(rollout);
  const inSteps = gradual && rollout.plan.rollback.steps.some((weight) => weight > 0 && weight < from);
  const order = orderRollback(rollout, cause, inSteps);
  const how = inSteps ? 'step by step' : 'at once';
  return decided(
    `${rollout.id} is rolled back ${how}: traffic goes to ${versionWords(rollout.stable?.version ?? 'stable')}.`,
    order,
  );
}
