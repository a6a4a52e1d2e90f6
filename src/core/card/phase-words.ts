import type { PhaseKind, Rollout } from '../rollout/state.ts';
import type { Tone } from './card.ts';

interface PhaseWords {
  readonly word: string;
  readonly tone: Tone;
  /** Nothing more happens to the traffic by itself. A completed rollout is over even while it can be rolled back. */
  readonly over: boolean;
}

const words: { readonly [K in PhaseKind]: PhaseWords } = {
  queued: { word: 'queued', tone: 'quiet', over: false },
  preparing: { word: 'preparing', tone: 'moving', over: false },
  shifting: { word: 'shifting traffic', tone: 'moving', over: false },
  observing: { word: 'observing', tone: 'moving', over: false },
  waiting: { word: 'waiting for approval', tone: 'warning', over: false },
  verifying: { word: 'verifying', tone: 'moving', over: false },
  completing: { word: 'completing', tone: 'moving', over: false },
  'rolling-back': { word: 'rolling back', tone: 'bad', over: false },
  'rolled-back': { word: 'rolled back', tone: 'bad', over: true },
  completed: { word: 'completed', tone: 'good', over: true },
  cancelled: { word: 'cancelled', tone: 'quiet', over: true },
};

export function phaseWords(rollout: Rollout): PhaseWords {
  const plain = words[rollout.phase.kind];
  return isPaused(rollout) ? { word: 'paused', tone: 'warning', over: plain.over } : plain;
}

/** A rollback is never paused, and what is over has nothing to pause. */
export function isPaused(rollout: Rollout): boolean {
  return rollout.pause !== null && rollout.phase.kind !== 'rolling-back' && !words[rollout.phase.kind].over;
}
