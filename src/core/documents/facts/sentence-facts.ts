import { everyCheck } from '../../card/checks.ts';
import { needsStable } from '../../judge/stage-checks.ts';
import type { Recorded } from '../../rollout/events.ts';
import type { Rollout } from '../../rollout/state.ts';
import { historyBlocks } from '../explanation/history.ts';
import { looksOf } from '../figures/metric-figures.ts';
import { breachOf } from '../release/breach.ts';
import { careOf } from '../release/care.ts';
import { ruledOut } from '../release/ruled-out.ts';
import { onsetSentences } from '../release/what-differed.ts';
import { wentWell } from '../report/went-well.ts';
import { riskLines } from '../risk.ts';
import type { FactInput } from './make-fact.ts';

/** Changes of verdicts that a stage report tells at most. */
const mostChanges = 40;

/** Whole sentences that code writes into documents: `said/care-2`. A model is not given them, and writes none of them. */
export function sentenceFacts({ plan }: Rollout, events: readonly Recorded[]): readonly FactInput[] {
  const breach = breachOf(plan, events);
  const tests = everyCheck(plan)
    .filter(({ rule }) => needsStable(rule.limit))
    .flatMap(({ id }) => {
      const verdicts = looksOf(events).flatMap(({ event }) => event.verdicts);
      return verdicts.findLast(({ check }) => check === id)?.sentence ?? [];
    });
  return [
    ...said('care', careOf(plan, events)),
    ...said('risk', riskLines(plan)),
    ...said('well', wentWell(plan, events)),
    ...said('test', tests),
    ...said('cause', breach === null ? [] : [...onsetSentences(plan, breach), ...ruledOut(plan, breach)]),
    ...plan.stages.flatMap((_, stage) => {
      const within = ofStage(events, stage);
      const changes = historyBlocks(plan, within, null, mostChanges).flatMap((block) =>
        block.kind === 'list' ? block.items : [],
      );
      return [
        ...said(`care-in-stage-${stage + 1}`, careOf(plan, within)),
        ...said(`change-in-stage-${stage + 1}`, changes),
      ];
    }),
  ];
}

/** From its begin to its end; what was looked at in the moment that it began belongs to it. */
function ofStage(events: readonly Recorded[], stage: number): readonly Recorded[] {
  const begin = events.findLast(({ event }) => event.kind === 'stage-entered' && event.stage === stage);
  if (begin === undefined) return [];
  const rest = events.filter(({ at }) => at >= begin.at);
  const end = rest.find(
    ({ seq, event }) =>
      seq > begin.seq && (event.kind === 'stage-passed' || event.kind === 'rollback-ordered'),
  );
  return end === undefined ? rest : rest.filter(({ at }) => at <= end.at);
}

function said(kind: string, all: readonly string[]): readonly FactInput[] {
  return all.map((sentence, index) => ({
    id: `said/${kind}-${index + 1}`,
    about: 'a sentence that code wrote',
    value: sentence,
    unit: null,
    shown: sentence,
    source: 'event log',
  }));
}
