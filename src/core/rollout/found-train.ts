import type { RolloutEvent } from './events.ts';
import type { Finding } from './finding.ts';
import { orderRollback } from './progress.ts';
import type { Rollout } from './state.ts';

type TrainFailed = Extract<Finding, { kind: 'train-failed' }>;

/** What the failure of another rollout of its train means for this one. */
export function trainFailed(rollout: Rollout, finding: TrainFailed): readonly RolloutEvent[] {
  switch (finding.order) {
    case 'back':
      return back(rollout, finding);
    case 'stop':
      return stop(rollout, finding);
    case 'stuck':
      return stuck(rollout, finding.sentence);
  }
}

function back(rollout: Rollout, { failed, sentence }: TrainFailed): readonly RolloutEvent[] {
  const { phase } = rollout;
  const order = () => [orderRollback(rollout, { kind: 'train', failed, sentence })];
  switch (phase.kind) {
    case 'queued':
      return [{ kind: 'cancelled', reason: sentence }];
    case 'waiting':
      return phase.stage === null ? [{ kind: 'cancelled', reason: sentence }] : order();
    case 'preparing':
    case 'shifting':
    case 'observing':
    case 'verifying':
    case 'completing':
      return order();
    case 'completed':
      return phase.kept ? order() : [];
    case 'rolling-back':
    case 'rolled-back':
    case 'cancelled':
      return [];
  }
}

/** Once for each failure: whoever resumes it has decided. */
function stop({ phase, stoppedBy }: Rollout, { failed, sentence }: TrainFailed): readonly RolloutEvent[] {
  const paused: RolloutEvent = { kind: 'paused', reason: sentence, train: failed };
  switch (phase.kind) {
    case 'queued':
    case 'waiting':
    case 'preparing':
    case 'shifting':
    case 'observing':
    case 'verifying':
    case 'completing':
      return stoppedBy.includes(failed) ? [] : [paused];
    case 'completed':
    case 'rolling-back':
    case 'rolled-back':
    case 'cancelled':
      return [];
  }
}

function stuck({ phase, blocks }: Rollout, sentence: string): readonly RolloutEvent[] {
  if (phase.kind !== 'completed' || blocks.train?.sentence === sentence) return [];
  return [{ kind: 'advance-blocked', by: 'train', sentence, until: null }];
}
