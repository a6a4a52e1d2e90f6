import type { Rollout } from '../rollout/state.ts';
import type { Box, BoxList } from './box.ts';
import { type Observation, observe } from './observe.ts';

/** The boxes that count now. `start` holds the preparation, `stage` its stage; `end` is for the record alone. */
export interface ListNow {
  readonly where: 'start' | 'stage' | 'end';
  readonly stage: number | null;
  readonly list: BoxList;
}

/** Null where nothing is to be ticked. */
export function listNow(rollout: Rollout): ListNow | null {
  const { phase, plan } = rollout;
  switch (phase.kind) {
    case 'queued':
    case 'preparing':
      return plan.before === undefined ? null : { where: 'start', stage: null, list: plan.before };
    case 'shifting':
    case 'observing':
    case 'waiting': {
      if (phase.stage === null) return null;
      const list = plan.stages[phase.stage]?.checklist;
      return list === undefined ? null : { where: 'stage', stage: phase.stage, list };
    }
    case 'completed':
      return plan.after === undefined ? null : { where: 'end', stage: null, list: plan.after };
    case 'verifying':
    case 'completing':
    case 'rolling-back':
    case 'rolled-back':
    case 'cancelled':
      return null;
  }
}

export interface SeenBox {
  readonly box: Box;
  readonly done: boolean;
  /** Null when only people can tell. */
  readonly seen: Observation | null;
}

/** What Belay sees counts alone; a person's tick counts where it sees nothing, or where nothing is to be seen. */
export function seeBox(rollout: Rollout, box: Box, stage: number | null): SeenBox {
  const seen = observe(rollout, box, stage);
  const ticked = rollout.ticks[box.id]?.done ?? false;
  return { box, seen, done: seen === null || seen.state === 'unknown' ? ticked : seen.state === 'yes' };
}

/** Required boxes that hold the rollout where it is. */
export function openBoxes(rollout: Rollout): readonly Box[] {
  const now = listNow(rollout);
  if (now === null || now.where === 'end') return [];
  return now.list.boxes.filter((box) => box.required && !seeBox(rollout, box, now.stage).done);
}
