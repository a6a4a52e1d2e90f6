import type { Stage } from '../rollout/plan.ts';
import type { Millis } from '../time.ts';

const second: Millis = 1000;

export function observedFor(stages: readonly Pick<Stage, 'hold'>[]): Millis {
  return stages.reduce((sum, { hold }) => sum + hold, 0);
}

/**
 * Holds made longer in proportion, in whole seconds, until together they last `atLeast`. A hold of nothing stays one,
 * and stages that hold nothing at all stay as they are.
 */
export function stretchHolds(stages: readonly Stage[], atLeast: Millis): readonly Stage[] {
  const now = observedFor(stages);
  if (now === 0 || now >= atLeast) return stages;
  return stages.map((stage) => {
    const hold = Math.ceil((stage.hold * atLeast) / now / second) * second;
    return { ...stage, hold: Math.max(stage.hold, hold) };
  });
}
