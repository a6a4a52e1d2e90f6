import type { Block, BlockedBy } from '../blocks/block.ts';
import type { RolloutEvent } from './events.ts';
import type { Rollout } from './state.ts';

/** What has begun to keep it from going forward, what says something else now, and what does so no more. */
export function blocksFound(rollout: Rollout, blocks: readonly Block[]): readonly RolloutEvent[] {
  if (!canBeBlocked(rollout)) return [];
  const now = blocks.filter(({ by }) => canBeBlockedBy(rollout, by));
  const found = new Set<BlockedBy>(now.map(({ by }) => by));
  const gone = Object.values(rollout.blocks).filter(({ by }) => !found.has(by));
  const news = now.filter(({ by, sentence, until }) => {
    const told = rollout.blocks[by];
    return told === undefined || told.sentence !== sentence || told.until !== until;
  });
  return [
    ...gone.map(({ by }): RolloutEvent => ({ kind: 'advance-unblocked', by })),
    ...news.map((block): RolloutEvent => ({ kind: 'advance-blocked', ...block })),
  ];
}

/** What goes past the safeguards waits for its train alone. */
export function canBeBlockedBy(rollout: Rollout, by: BlockedBy): boolean {
  return canBeBlocked(rollout) && (rollout.plan.breakGlass === undefined || by === 'train');
}

/** Whether there is a way forward that could be barred: what goes back, or is over, is nobody's to hold. */
export function canBeBlocked({ phase }: Rollout): boolean {
  switch (phase.kind) {
    case 'queued':
    case 'preparing':
    case 'shifting':
    case 'observing':
    case 'waiting':
      return true;
    case 'verifying':
    case 'completing':
    case 'rolling-back':
    case 'rolled-back':
    case 'completed':
    case 'cancelled':
      return false;
  }
}
