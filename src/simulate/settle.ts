import { decideFinding } from '../core/rollout/decide-world.ts';
import { belay, project } from '../core/rollout/decision.ts';
import type { Finding } from '../core/rollout/finding.ts';
import type { Rollout } from '../core/rollout/state.ts';
import { type WantedStep, wantedStep } from '../core/rollout/steps.ts';
import { wantedWeight } from '../core/rollout/wanted.ts';
import type { Instant } from '../core/time.ts';

/** The rollout after a finding, as the real decider sees it. */
export function follow(rollout: Rollout, finding: Finding, now: Instant): Rollout {
  return project(rollout, decideFinding(rollout, finding, now), belay, now);
}

/** The rollout once the world has done at once all that it wants: commands succeed, the router obeys. */
export function settle(rollout: Rollout, now: Instant): Rollout {
  const finding = obeyed(rollout);
  return finding === null ? rollout : settle(follow(rollout, finding, now), now);
}

function obeyed(rollout: Rollout): Finding | null {
  const step = wantedStep(rollout);
  if (step !== null) return isRunning(rollout) ? succeeded(step) : { kind: 'step-begun' };
  return awaitsRouter(rollout)
    ? { kind: 'route-confirmed', weight: wantedWeight(rollout), found: null }
    : null;
}

function isRunning({ phase }: Rollout): boolean {
  return 'progress' in phase && phase.progress.running;
}

/** What ended is named as it was wanted before it was begun. */
function succeeded(running: WantedStep): Finding {
  const step = { ...running, attempt: running.attempt - 1 };
  return { kind: 'step-ended', step, succeeded: true, sentence: 'it succeeded', output: '', took: 0 };
}

function awaitsRouter({ phase, pause }: Rollout): boolean {
  switch (phase.kind) {
    case 'shifting':
    case 'completing':
      return pause === null;
    case 'rolling-back':
      return phase.weight === 0 && !phase.safe;
    case 'queued':
    case 'preparing':
    case 'observing':
    case 'waiting':
    case 'verifying':
    case 'rolled-back':
    case 'completed':
    case 'cancelled':
      return false;
  }
}
