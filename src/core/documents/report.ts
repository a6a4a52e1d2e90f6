import type { ChainHead } from '../audit/chain.ts';
import { actorName, idAsName, type PersonName } from '../card/names.ts';
import { sourceWords } from '../card/source-words.ts';
import { versionWords } from '../card/version-words.ts';
import { quoted } from '../prose.ts';
import type { Recorded, RolloutEvent } from '../rollout/events.ts';
import type { Rollout } from '../rollout/state.ts';
import { formatDuration } from '../time.ts';
import { code, facts, heading, paragraph } from './blocks.ts';
import { instantText } from './instant-text.ts';
import { budgetBlocks } from './release/budgets.ts';
import { figuresBlocks } from './report/figures.ts';
import { routerBlocks, stepBlocks, triggerBlocks } from './report/incidents.ts';
import { keyFigures } from './report/key-figures.ts';
import { outcomeSentence } from './report/outcome.ts';
import { approvalBlocks, interventionBlocks, noteBlocks } from './report/people.ts';
import { rollbackBlocks } from './report/rollback.ts';
import { stagesBlocks } from './report/stages.ts';
import { wellAndCare } from './report/went-well.ts';
import type { Block, DocumentTree } from './tree.ts';

/**
 * The final report, from recorded facts alone: every number stands in an event or is a difference of two
 * recorded times. What was not recorded is said to be missing, never shown as zero.
 * @param events all of them, oldest first
 * @param checkpoint where the whole log ended when the report was written: kept in the report, it shows a log cut off later
 */
export function report(
  rollout: Rollout,
  events: readonly Recorded<RolloutEvent>[],
  personName: PersonName = idAsName,
  checkpoint: ChainHead | null = null,
): DocumentTree {
  const { plan } = rollout;
  return {
    title: `Report: ${plan.service} ${versionWords(plan.canary.version)} to ${plan.environment}`,
    summary: outcomeSentence(rollout, events, personName),
    draftedBy: 'template',
    draftedWhy: 'Written from the recorded events alone; no model was asked.',
    at: events.at(-1)?.at ?? rollout.requestedAt,
    blocks: [
      ...keyFigures(rollout, events, events.at(-1)?.at ?? rollout.requestedAt),
      ...overview(rollout, events, personName),
      ...wellAndCare(plan, events),
      ...rollbackBlocks(events, personName),
      ...stagesBlocks(plan, events),
      ...figuresBlocks(plan, events),
      ...triggerBlocks(plan, events),
      ...approvalBlocks(plan, events, personName),
      ...interventionBlocks(events, personName),
      ...(events.some(({ event }) => event.kind === 'budget-measured') ? budgetBlocks(events) : []),
      ...routerBlocks(events),
      ...stepBlocks(events),
      ...noteBlocks(events, personName),
      ...audit(rollout, events, checkpoint),
    ],
  };
}

function overview(rollout: Rollout, events: readonly Recorded[], personName: PersonName): readonly Block[] {
  const { plan, requestedAt, startedAt } = rollout;
  const end = events.findLast(
    ({ event }) => event.kind === 'rolled-back' || event.kind === 'completed' || event.kind === 'cancelled',
  );
  return [
    heading('Overview'),
    facts(
      ['Rollout', rollout.id],
      ['New version', plan.canary.version],
      ...sourceRows(rollout),
      ['Version before', rollout.stable?.version ?? 'not known: the rollout never started'],
      ['Requested', `${instantText(requestedAt)} by ${actorName(rollout.requestedBy, personName)}`],
      ['Reason', rollout.reason === null ? 'none given' : quoted(rollout.reason)],
      ['Started', startedAt === null ? 'never' : instantText(startedAt)],
      ['Ended', end === undefined ? 'not yet' : instantText(end.at)],
      [
        'Duration',
        end === undefined || startedAt === null ? 'not known' : formatDuration(end.at - startedAt),
      ],
    ),
  ];
}

function audit(
  rollout: Rollout,
  events: readonly Recorded[],
  checkpoint: ChainHead | null,
): readonly Block[] {
  const last = events.at(-1);
  const head =
    last === undefined
      ? 'No event was given to this report.'
      : `This report covers the log of ${rollout.id} up to event ${last.seq} (${last.event.kind}, ${instantText(last.at)}); plan ${rollout.plan.hash.slice(0, 12)}.`;
  if (checkpoint === null) return [heading('Audit'), paragraph(head)];
  const verify = `npx belay audit verify --checkpoint ${checkpoint.position}:${checkpoint.hash}`;
  return [
    heading('Audit'),
    paragraph(`${head} Whoever kept this report can tell whether the log was altered or cut off since:`),
    code([verify]),
  ];
}

function sourceRows({ plan, changes }: Rollout): readonly (readonly [string, string])[] {
  return plan.source === undefined ? [] : [['Code', sourceWords(plan.source, changes)]];
}
