import { causeClause } from '../core/card/cause.ts';
import type { RollbackCause } from '../core/rollout/events.ts';
import { stageOutcome } from '../core/rollout/outcome.ts';
import type { Rollout } from '../core/rollout/state.ts';
import type { Instant } from '../core/time.ts';

/** How a rollout in virtual time ended. */
export interface Ending {
  /** `waiting`: nothing more would come without people. */
  readonly outcome: 'completed' | 'rolled-back' | 'paused' | 'cancelled' | 'waiting';
  /** Why, for people. */
  readonly sentence: string;
  /** What took traffic back: a check, or what else it was; null when it was not taken back. */
  readonly by: string | null;
  /** The last stage whose weight was wanted, from 0; null when the canary never had traffic. */
  readonly stage: number | null;
}

const otherCauses: Readonly<Record<Exclude<RollbackCause['kind'], 'trigger'>, string>> = {
  probe: 'a probe that failed',
  person: 'a person',
  gate: 'a gate that nobody opened',
  criteria: 'criteria that were not met',
  'no-data': 'no data for too long',
  step: 'a command that failed',
  router: 'the router',
  superseded: 'a newer rollout',
  train: 'another rollout of its train',
};

/** Whether nothing is left to wait for. */
export function isOver({ phase, pause }: Rollout): boolean {
  if (pause !== null || phase.kind === 'completed') return true;
  return (
    phase.kind === 'rolled-back' || phase.kind === 'cancelled' || (phase.kind === 'waiting' && phase.closed)
  );
}

export function endingOf(rollout: Rollout, now: Instant): Ending {
  const { phase, pause, plan } = rollout;
  switch (phase.kind) {
    case 'rolled-back':
    case 'rolling-back': {
      const { cause, reached } = phase;
      const by = cause.kind === 'trigger' ? cause.check : otherCauses[cause.kind];
      return { outcome: 'rolled-back', sentence: causeClause(cause), by, stage: reached };
    }
    case 'completed':
      return {
        outcome: 'completed',
        sentence: 'every stage passed',
        by: null,
        stage: plan.stages.length - 1,
      };
    case 'cancelled':
      return { outcome: 'cancelled', sentence: phase.reason, by: null, stage: null };
    case 'queued':
    case 'preparing':
      return stopped(pause?.reason, 'it never began', null);
    case 'shifting':
      return stopped(pause?.reason, 'the next weight was not confirmed', phase.stage);
    case 'waiting':
      return stopped(pause?.reason, `nobody opened the gate: ${phase.reason}`, phase.stage);
    case 'observing':
      return stopped(pause?.reason, stageOutcome(rollout, now).sentence, phase.stage);
    case 'verifying':
    case 'completing':
      return stopped(pause?.reason, 'it did not complete', plan.stages.length - 1);
  }
}

function stopped(pause: string | undefined, otherwise: string, stage: number | null): Ending {
  return pause === undefined
    ? { outcome: 'waiting', sentence: otherwise, by: null, stage }
    : { outcome: 'paused', sentence: pause, by: null, stage };
}
