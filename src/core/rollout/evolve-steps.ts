import type { Instant } from '../time.ts';
import type { EventOf } from './events.ts';
import type { Phase, Rollout, StepProgress } from './state.ts';

/** A run of commands that has not begun. */
export function notBegun(phase: StepProgress['phase']): StepProgress {
  return { phase, step: 0, attempt: 0, running: false };
}

type WithProgress = Extract<Phase, { progress: StepProgress }>;

function hasProgress(phase: Phase): phase is WithProgress {
  return phase.kind === 'preparing' || phase.kind === 'verifying' || phase.kind === 'rolling-back';
}

function withProgress(rollout: Rollout, change: (progress: StepProgress) => StepProgress): Rollout {
  const { phase } = rollout;
  return hasProgress(phase) ? { ...rollout, phase: { ...phase, progress: change(phase.progress) } } : rollout;
}

/** From its beginning on a step is to be taken back: what was interrupted half way most of all. */
export function stepStarted(rollout: Rollout, event: EventOf<'step-started'>): Rollout {
  const next = withProgress(rollout, (progress) => ({ ...progress, running: true, attempt: event.attempt }));
  if (event.phase !== 'prepare' || rollout.begun.includes(event.step)) return next;
  return { ...next, begun: [...rollout.begun, event.step] };
}

/** The next step, or what follows the last one. */
export function stepFinished(rollout: Rollout, event: EventOf<'step-finished'>, at: Instant): Rollout {
  const { phase } = rollout;
  if (!hasProgress(phase) || phase.progress.phase !== event.phase || phase.progress.step !== event.step)
    return rollout;
  // A failed undo is passed over: traffic is safe already, and the other steps still have to be taken back.
  if (!event.succeeded && event.phase !== 'undo') {
    return withProgress(rollout, (progress) => ({ ...progress, running: false }));
  }
  const next = withProgress(rollout, () => ({ ...notBegun(event.phase), step: event.step + 1 }));
  if (event.phase === 'prepare') return { ...next, prepared: [...rollout.prepared, event.step] };
  const verified = event.phase === 'verify' && event.step + 1 >= rollout.plan.verify.length;
  return verified ? { ...next, phase: { kind: 'completing', since: at } } : next;
}
