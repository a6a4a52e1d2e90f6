import type { Rollout } from '../rollout/state.ts';
import type { Card } from './card.ts';
import { isPaused } from './phase-words.ts';

type CardStage = Card['stages'][number];

export function stageTrack(rollout: Rollout): CardStage[] {
  return rollout.plan.stages.map((stage, index) => ({
    label: stage.name,
    weight: stage.weight,
    state: stateOf(rollout, index),
    ...holdOf(rollout, index),
    asks: stage.gate !== null,
  }));
}

function stateOf(rollout: Rollout, index: number): CardStage['state'] {
  const { phase } = rollout;
  switch (phase.kind) {
    case 'queued':
    case 'preparing':
    case 'cancelled':
      return 'ahead';
    case 'shifting':
    case 'observing':
    case 'waiting':
      if (index === phase.stage) return 'current';
      return phase.stage !== null && index < phase.stage ? 'done' : 'ahead';
    case 'verifying':
    case 'completing':
    case 'completed':
      return 'done';
    case 'rolling-back':
    case 'rolled-back':
      return phase.reached !== null && index <= phase.reached ? 'undone' : 'ahead';
  }
}

/** A paused hold has no end yet: its clock stands still. */
function holdOf(rollout: Rollout, index: number): Pick<CardStage, 'from' | 'to'> {
  const { phase } = rollout;
  if (phase.kind !== 'observing' || phase.stage !== index) return { from: null, to: null };
  return { from: phase.since, to: isPaused(rollout) ? null : phase.endsAt };
}
