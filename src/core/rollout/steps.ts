import type { StepPhase } from './events.ts';
import type { Argv, Plan, Step } from './plan.ts';
import type { Rollout } from './state.ts';

/** What a step phase runs, in order: undo takes back what was begun, last first, so it must bear half-done work. */
export function stepsOf(plan: Plan, phase: StepPhase, begun: readonly number[]): readonly Step[] {
  switch (phase) {
    case 'prepare':
      return plan.prepare;
    case 'verify':
      return plan.verify;
    case 'undo':
      return begun
        .toReversed()
        .flatMap((index) => plan.prepare[index] ?? [])
        .filter((step) => step.undo !== null);
  }
}

export interface WantedStep {
  readonly phase: StepPhase;
  readonly index: number;
  readonly attempt: number;
  readonly name: string;
  readonly argv: Argv;
  readonly timeout: number;
}

/** The command that should be running now, or null. Undo waits until traffic is safe. */
export function wantedStep(rollout: Rollout): WantedStep | null {
  const { phase } = rollout;
  switch (phase.kind) {
    case 'preparing':
    case 'verifying':
      return rollout.pause === null || phase.progress.running ? stepAt(rollout, phase.progress) : null;
    case 'rolling-back':
      return phase.safe ? stepAt(rollout, phase.progress) : null;
    case 'queued':
    case 'shifting':
    case 'observing':
    case 'waiting':
    case 'completing':
    case 'rolled-back':
    case 'completed':
    case 'cancelled':
      return null;
  }
}

function stepAt(
  rollout: Rollout,
  progress: { phase: StepPhase; step: number; attempt: number },
): WantedStep | null {
  const step = stepsOf(rollout.plan, progress.phase, rollout.begun)[progress.step];
  if (step === undefined) return null;
  const argv = progress.phase === 'undo' ? step.undo : step.run;
  if (argv === null) return null;
  return {
    phase: progress.phase,
    index: progress.step,
    attempt: progress.attempt,
    name: step.name,
    argv,
    timeout: step.timeout,
  };
}
