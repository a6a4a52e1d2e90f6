import type { RolloutEvent } from './events.ts';
import type { Finding } from './finding.ts';
import { orderRollback } from './progress.ts';
import type { Rollout } from './state.ts';
import { type WantedStep, wantedStep } from './steps.ts';

/** A command begins: from here on it has an attempt. */
export function stepBegun(rollout: Rollout): readonly RolloutEvent[] {
  const step = wantedStep(rollout);
  if (step === null) return [];
  return [
    { kind: 'step-started', phase: step.phase, step: step.index, name: step.name, attempt: step.attempt + 1 },
  ];
}
/** A command ended; a failed one takes everything back. */
export function stepEnded(
  rollout: Rollout,
  finding: Extract<Finding, { kind: 'step-ended' }>,
): readonly RolloutEvent[] {
  const { step, succeeded, sentence, output, took } = finding;
  if (!isCurrent(wantedStep(rollout), step)) return [];
  const ended: RolloutEvent = {
    kind: 'step-finished',
    phase: step.phase,
    step: step.index,
    name: step.name,
    succeeded,
    sentence,
    output,
    took,
  };
  if (succeeded || step.phase === 'undo') return [ended];
  return [ended, orderRollback(rollout, { kind: 'step', step: step.name, sentence })];
}

/** `ended` was read before it was begun. When another worker has begun it again since, only that attempt counts. */
function isCurrent(current: WantedStep | null, ended: WantedStep): boolean {
  return (
    current !== null &&
    current.phase === ended.phase &&
    current.index === ended.index &&
    current.attempt === ended.attempt + 1
  );
}
