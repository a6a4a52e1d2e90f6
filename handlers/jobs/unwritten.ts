import type { RolloutId } from '../../src/core/ids.ts';
import type { Rollout } from '../../src/core/rollout/state.ts';
import type { Debt } from './debt.ts';

type Streaks = Pick<Rollout, 'holdsSince' | 'probes' | 'noDataSince'>;

/**
 * What this worker has seen of rollouts while the store took nothing. Nothing moves forward then, but a rule must
 * still come to act: how long its condition has held is kept here, and so is a rollback that is owed to the log.
 */
export interface Unwritten {
  /** What took traffic back and could not be written: the store must learn why before anything else. */
  readonly owed: Map<RolloutId, Debt>;
  /** The rollout as read, with what has been seen of it since. */
  recall(rollout: Rollout): Rollout;
  /** @param after the rollout as it would be, had the store taken what was decided on `before` */
  keep(before: Rollout, after: Rollout): void;
  forget(id: RolloutId): void;
}

export function createUnwritten(): Unwritten {
  const seen = new Map<RolloutId, { readonly seq: number; readonly streaks: Streaks }>();
  return {
    owed: new Map(),
    recall(rollout) {
      const kept = seen.get(rollout.id);
      return kept?.seq === rollout.seq ? { ...rollout, ...kept.streaks } : rollout;
    },
    keep({ seq }, { id, holdsSince, probes, noDataSince }) {
      seen.set(id, { seq, streaks: { holdsSince, probes, noDataSince } });
    },
    forget(id) {
      seen.delete(id);
    },
  };
}
