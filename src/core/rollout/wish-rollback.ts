import { versionWords } from '../card/version-words.ts';
import { refuse } from '../refusal.ts';
import { type Decision, decided } from './decision.ts';
import { orderRollback } from './progress.ts';
import type { Rollout } from './state.ts';
import { wantedWeight } from './wanted.ts';
import type { Wish } from './wish.ts';

/** `rollback`: of what is live, queued, or completed with its previous version kept. */
export function rollback(rollout: Rollout, wish: Extract<Wish, { kind: 'rollback' }>): Decision {
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
      return refuse(
        'over',
        `${id} is rolled back already: ${versionWords(plan.canary.version)} serves nobody.`,
      );
    case 'cancelled':
      return refuse('over', `${id} was cancelled before it moved any traffic.`);
    case 'completed':
      if (phase.kept && wish.isStable) return ordered(rollout, cause, wish.gradual);
      return refuse(
        'not-kept',
        `${id} is completed and its previous version is not kept any more. Type \`deploy ${plan.service} ${rollout.stable?.version ?? 'VERSION'} to ${plan.environment}\` to go back.`,
      );
    case 'waiting':
      if (phase.stage !== null) return ordered(rollout, cause, wish.gradual);
      return decided(`${id} is dropped before it began.`, { kind: 'cancelled', reason: wish.reason });
    case 'preparing':
    case 'shifting':
    case 'observing':
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
    `${rollout.id} is rolled back ${how}: traffic goes to ${versionWords(rollout.stable?.version ?? 'stable')}.`,
    order,
  );
}
