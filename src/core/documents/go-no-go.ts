import { checkStates } from '../card/checks.ts';
import { approvers, neededOf } from '../card/gate-approvers.ts';
import { actorName, idAsName, type PersonName } from '../card/names.ts';
import { versionWords } from '../card/version-words.ts';
import { counted, percent, quoted } from '../prose.ts';
import type { Recorded } from '../rollout/events.ts';
import { countedVotes, gateAt } from '../rollout/gates/gate.ts';
import type { Rollout } from '../rollout/state.ts';
import { watchedStage } from '../rollout/wanted.ts';
import { formatDuration, type Instant } from '../time.ts';
import { code, facts, heading, list, paragraph } from './blocks.ts';
import { towards } from './explanation/towards.ts';
import { outcomeOf } from './facts/outcome-of.ts';
import { checkTable, unitOf } from './figures/check-table.ts';
import { looksAt } from './figures/metric-figures.ts';
import { sideBySide } from './figures/side-by-side.ts';
import { instantText } from './instant-text.ts';
import { budgetBlocks } from './release/budgets.ts';
import { careOfStage } from './release/care.ts';
import { decisionSentence } from './release/decision-sentence.ts';
import { approvalNeeds, nextStageBlocks } from './release/gate-blocks.ts';
import { type GateSituation, gateSituation } from './release/gate-situation.ts';
import { reviewBlocks } from './release/review-blocks.ts';
import { worstMeans } from './report/figures.ts';
import { stageStays } from './report/stages.ts';
import type { Block, DocumentTree } from './tree.ts';

export interface GoNoGoOptions {
  readonly now: Instant;
  /** The number of the gate; null is the rollout as it stands now, wherever it stands. */
  readonly gate: number | null;
  readonly personName?: PersonName;
}

/**
 * Whether to go on: the decision that code has computed, with every check, figure and approval that it rests on.
 * @param events all of them, oldest first
 * @returns null when the rollout never asked at that gate, or has no traffic to decide about
 */
export function goNoGo(
  rollout: Rollout,
  events: readonly Recorded[],
  { now, gate, personName = idAsName }: GoNoGoOptions,
): DocumentTree | null {
  const situation = gate === null ? null : gateSituation(rollout, events, gate, now);
  if (gate !== null && situation === null) return null;
  const then = situation ?? { rollout, events, at: now };
  const stage = watchedStage(then.rollout);
  if (stage === null) return null;
  const { plan } = rollout;
  const version = versionWords(plan.canary.version);
  const name = plan.stages[stage]?.name ?? '';
  const where = gate === null ? `at stage ${quoted(name)}` : `after stage ${quoted(name)}`;
  const outcome = outcomeOf(then.rollout, then.at);
  return {
    title: `Go or no-go: ${plan.service} ${version} in ${plan.environment}, ${where}`,
    summary: summary(then.rollout, situation),
    draftedBy: 'template',
    draftedWhy: 'Computed from the plan and the recorded measurements; no model was asked.',
    at: then.at,
    blocks: [
      { kind: 'decision', outcome, sentence: decisionSentence(then.rollout, outcome, then.at, personName) },
      ...closed(situation, personName),
      ...stageBlocks(then.rollout, then.events, stage, then.at),
      heading(situation?.closedBy == null ? 'Checks now' : 'Checks at that moment'),
      checkTable(plan, checkStates(then.rollout), true),
      heading('Seen over this stage'),
      ...sideBySide(plan, looksAt(then.events, stage)),
      paragraph(worstMeans(plan)),
      ...careOfStage(then.rollout, then.events, stage, personName),
      ...(situation === null
        ? []
        : [
            ...reviewBlocks(plan, then.events, gateAt(plan, situation.waiting.stage)),
            ...approvalNeeds(then.rollout, situation.waiting, situation.asked.at, personName),
          ]),
      ...nextStageBlocks(then.rollout, stage),
      ...budgetBlocks(then.events),
      ...changers(then.rollout, then.at),
      ...commands(rollout, situation),
    ],
  };
}

function summary({ plan }: Rollout, situation: GateSituation | null): string {
  const version = versionWords(plan.canary.version);
  if (situation === null) return `How ${version} stands now, and what speaks for going on.`;
  const gate = gateAt(plan, situation.waiting.stage);
  const given = countedVotes(gate, situation.waiting.votes).length;
  const next = plan.stages[(situation.waiting.stage ?? -1) + 1];
  const aim = next === undefined ? 'completion' : `${percent(next.weight)} of the traffic`;
  const asked = situation.closedBy === null ? 'waits' : 'waited';
  return `${version} ${asked} for approval before ${aim}: ${given} of ${counted(neededOf(gate), 'approval')} given.`;
}

function closed(situation: GateSituation | null, personName: PersonName): Block[] {
  const end = situation?.closedBy ?? null;
  if (end === null) return [];
  const how: Readonly<Record<string, string>> = {
    'gate-opened': 'it was approved',
    'gate-expired': 'it expired',
    rejected: `${actorName(end.actor, personName)} rejected it`,
    'rollback-ordered': 'the traffic was taken back',
    'approval-requested': 'it was asked for again',
    'stage-extended': 'everybody had decided and it was to be observed longer',
  };
  const what = how[end.event.kind] ?? 'it was closed';
  return [paragraph(`This is how it stood at ${instantText(end.at)}, when ${what}.`)];
}

function stageBlocks({ plan }: Rollout, events: readonly Recorded[], stage: number, now: Instant): Block[] {
  const found = plan.stages[stage];
  const stay = stageStays(events).findLast((one) => one.stage === stage);
  if (found === undefined || stay === undefined) return [];
  return [
    heading('This stage'),
    facts(
      ['Stage', found.name],
      ['Traffic', percent(found.weight)],
      [
        'Since',
        `${instantText(stay.enteredAt)}, for ${formatDuration(Math.max(1000, now - stay.enteredAt))}`,
      ],
      ['Planned hold', formatDuration(found.hold)],
    ),
  ];
}

function changers(rollout: Rollout, now: Instant): Block[] {
  const states = checkStates(rollout).filter(({ check }) => check.action !== 'warn');
  if (states.length === 0) return [];
  const items = states.map(({ check, verdict }) => {
    const way = towards(check, rollout.plan, unitOf(rollout.plan, check.rule.metric), verdict, now);
    return `${quoted(check.rule.text)} ${would[check.action]}. ${way}`;
  });
  return [heading('What would change the decision'), list(items)];
}

const would = {
  rollback: 'would take all traffic back',
  pause: 'would pause the rollout',
  criterion: 'must be met to go on',
  warn: 'would warn',
} as const;

function commands({ id, plan }: Rollout, situation: GateSituation | null): Block[] {
  const open = situation !== null && situation.closedBy === null;
  return [
    heading('Commands'),
    code([...(open ? [`approve ${id}`, `reject ${id} "why"`] : []), `rollback ${id} "why"`]),
    paragraph(
      plan.rollback.approval === undefined
        ? 'A rollback needs no approval: all traffic goes back at once.'
        : `A rollback by hand needs ${approvers(plan.rollback.approval)}; \`rollback ${id} --emergency "why"\` and triggers do not wait for it.`,
    ),
  ];
}
