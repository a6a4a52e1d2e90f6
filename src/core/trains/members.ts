import type { RolloutId } from '../ids.ts';
import type { Rollout } from '../rollout/state.ts';
import type { Coach } from './coach.ts';

/** One rollout of a train as far as it is known: null when it was never written, or its log cannot be read. */
export interface Member {
  readonly id: RolloutId;
  readonly service: string;
  readonly position: number;
  readonly rollout: Rollout | 'unreadable' | null;
}

/** A rollout that goes in a train. */
export type InTrain = Rollout & { readonly train: Coach };

export function inTrain(rollout: Rollout): rollout is InTrain {
  return rollout.train !== null;
}

export function positionOf({ id, train }: InTrain): number {
  return train.members.find(({ rollout }) => rollout === id)?.position ?? train.position;
}
