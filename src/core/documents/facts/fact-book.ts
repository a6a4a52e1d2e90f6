import { idAsName, type PersonName } from '../../card/names.ts';
import type { Recorded } from '../../rollout/events.ts';
import type { Rollout } from '../../rollout/state.ts';
import type { Instant } from '../../time.ts';
import { bookOf } from './book-of.ts';
import { checkComparisons } from './comparisons/checks.ts';
import { sideComparisons } from './comparisons/sides.ts';
import { stageComparisons } from './comparisons/stages.ts';
import { timeComparisons } from './comparisons/times.ts';
import { eventFacts } from './event-facts.ts';
import { exposureFacts } from './exposure-facts.ts';
import type { FactBook } from './fact.ts';
import { gateFacts } from './gate-facts.ts';
import { identifiersOf } from './identifiers-of.ts';
import { looksOf } from './look.ts';
import { lookFacts } from './look-facts.ts';
import { fact } from './make-fact.ts';
import { measuredFacts } from './measured-facts.ts';
import { outcomeOf } from './outcome-of.ts';
import { planFacts } from './plan-facts.ts';
import { preflightFacts } from './preflight-facts.ts';
import { probeFacts } from './probe-facts.ts';
import { rollbackFacts } from './rollback-facts.ts';
import { rolloutFacts } from './rollout-facts.ts';
import { saidFacts } from './said-facts.ts';
import { sentenceFacts } from './sentence-facts.ts';
import { stageFacts } from './stage-facts.ts';
import { stayFacts } from './stay-facts.ts';
import { togetherFacts } from './together-facts.ts';
import { verdictFacts } from './verdict-facts.ts';

export interface FactBookOptions {
  readonly now: Instant;
  readonly personName?: PersonName;
}

/**
 * Everything that documents may say about a rollout. The first part of an id is its group, by which prompts select:
 * `rollout`, `people`, `plan`, `stage-2`, `verdict`, `gate-1`, `rollback`, `exposure`, `time`, `event`, `step`, `budget`, `probe`,
 * `checklist`, and `said` for whole texts, which no model is given. The book does not grow with the number of looks.
 * @param events all of them, oldest first
 */
export function factBook(
  rollout: Rollout,
  events: readonly Recorded[],
  { now, personName = idAsName }: FactBookOptions,
): FactBook {
  const { plan } = rollout;
  const looks = looksOf(events);
  const inputs = [
    ...rolloutFacts(rollout, events, now, personName),
    ...planFacts(plan),
    ...stageFacts(plan, events),
    ...measuredFacts(plan, looks),
    ...stayFacts(rollout, events, now),
    ...verdictFacts(rollout, now),
    ...gateFacts(plan, events, personName),
    ...rollbackFacts(plan, events, personName),
    ...exposureFacts(rollout, events, now),
    ...probeFacts(rollout),
    ...preflightFacts(rollout),
    ...eventFacts(plan, events, personName),
    ...togetherFacts(rollout, events, now),
    ...lookFacts(rollout, events, now),
    ...saidFacts(rollout, events),
    ...sentenceFacts(rollout, events),
  ];
  const comparisons = [
    ...sideComparisons(plan, looks),
    ...stageComparisons(plan, looks),
    ...checkComparisons(rollout),
    ...timeComparisons(plan, events),
  ];
  return bookOf(rollout.id, inputs.map(fact), comparisons, identifiersOf(rollout), outcomeOf(rollout, now));
}
