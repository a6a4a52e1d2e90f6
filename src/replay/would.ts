import { causeClause } from '../core/card/cause.ts';
import type { RolloutEvent } from '../core/rollout/events.ts';

/** What a rollout would have done. */
export interface Would {
  readonly kind: 'rolled-back' | 'paused' | 'asked' | 'extended' | 'gone-on';
  /** The check, or what else it was; null for what a hold's end brings. */
  readonly check: string | null;
  /** Why, as the end of a sentence. No full stop. */
  readonly sentence: string;
  /** What is said once: the same thing at the next look has the same key. */
  readonly key: string;
}

export function wouldHave(events: readonly RolloutEvent[], stage: number): readonly Would[] {
  return events.flatMap((event): readonly Would[] => {
    switch (event.kind) {
      case 'rollback-ordered': {
        const { cause } = event;
        const check = cause.kind === 'trigger' ? cause.check : null;
        const key = `rolled-back ${check ?? cause.kind}`;
        return [{ kind: 'rolled-back', check, sentence: causeClause(cause), key }];
      }
      case 'paused':
        return [{ kind: 'paused', check: null, sentence: `because ${event.reason}`, key: 'paused' }];
      case 'approval-requested':
        return [atHoldsEnd('asked', event.reason, stage)];
      case 'stage-extended':
        return [{ ...atHoldsEnd('extended', event.sentence, stage), key: `extended ${event.until}` }];
      case 'stage-passed':
        return [atHoldsEnd('gone-on', event.sentence, stage)];
      default:
        return [];
    }
  });
}

function atHoldsEnd(kind: Would['kind'], sentence: string, stage: number): Would {
  return { kind, check: null, sentence, key: `${kind} ${stage}` };
}
