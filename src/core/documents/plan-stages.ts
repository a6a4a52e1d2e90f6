import { approvers } from '../card/gate-approvers.ts';
import { versionWords } from '../card/version-words.ts';
import { stageChecks } from '../judge/stage-checks.ts';
import { counted, listed, percent, quoted } from '../prose.ts';
import type { Gate } from '../rollout/gates/gate-plan.ts';
import type { Plan, Stage, Unmet } from '../rollout/plan.ts';
import { formatDuration } from '../time.ts';
import { heading, list, paragraph, table } from './blocks.ts';
import type { Block } from './tree.ts';

/** Stage by stage: weight, hold, checks, who approves, and what follows when criteria are not met. */
export function stageBlocks(plan: Plan): Block[] {
  return [
    heading('Stages'),
    table(
      [
        'Stage',
        `Traffic to ${versionWords(plan.canary.version)}`,
        'Hold',
        'Checks',
        'Approval before it goes on',
      ],
      plan.stages.map((stage, index) => [
        stage.name,
        percent(stage.weight),
        formatDuration(stage.hold),
        String(stageChecks(plan, index).length),
        stage.gate === null ? 'none' : approvers(stage.gate),
      ]),
    ),
    ...entryNote(plan),
    ...gateNotes(plan),
    ...stepNotes(plan),
  ];
}

/** What is asked before anything begins has no row in the table of stages. */
function entryNote({ entry, canary }: Plan): readonly Block[] {
  if (entry === undefined) return [];
  const version = versionWords(canary.version);
  return [
    paragraph(
      `Before anything of ${version} begins it needs ${approvers(entry)}, asked for ${formatDuration(entry.expiresAfter)}; whoever requested the rollout ${ownVote(entry)}.${confirmed(entry)}`,
    ),
  ];
}

function gateNotes(plan: Plan): readonly Block[] {
  const notes = [...approvalNotes(plan), ...unmetNotes(plan)];
  return notes.length === 0 ? [] : [list(notes)];
}

/** Where gates differ in how they are asked, each sentence names its stages. */
function approvalNotes({ stages }: Plan): readonly string[] {
  const alike = new Map<string, readonly string[]>();
  for (const { gate, name } of stages) {
    if (gate === null) continue;
    const follows = gateNote(gate);
    alike.set(follows, [...(alike.get(follows) ?? []), name]);
  }
  return [...alike].map(
    ([follows, names]) => `Approval${alike.size === 1 ? '' : ` after ${listed(names)}`} ${follows}`,
  );
}

function gateNote(gate: Gate): string {
  return `is asked for ${formatDuration(gate.expiresAfter)}; whoever requested the rollout ${ownVote(gate)}. Rejected: ${gateOutcome[gate.onReject]}. Expired: ${gateOutcome[gate.onExpiry]}.${confirmed(gate)}`;
}

function ownVote({ requesterMayApprove }: Gate): string {
  return requesterMayApprove ? 'may approve too' : 'may not approve';
}

function confirmed({ confirms = [] }: Gate): string {
  return confirms.length === 0 ? '' : ` Who approves confirms: ${confirms.map(quoted).join(', ')}.`;
}

const gateOutcome = {
  hold: 'it stays where it is until a person moves it',
  roll_back: 'it is rolled back',
} as const;

/** Where stages differ in what follows, each sentence names its stages. */
function unmetNotes({ stages }: Plan): readonly string[] {
  const alike = new Map<string, readonly string[]>();
  for (const stage of stages) {
    if (stage.checks.length === 0) continue;
    const follows = unmetWords(stage);
    alike.set(follows, [...(alike.get(follows) ?? []), stage.name]);
  }
  return [...alike].map(([follows, names]) => {
    const where = alike.size === 1 ? '' : ` of ${listed(names)}`;
    return `Criteria not met, or without data, at the end of a hold${where}: ${follows}.`;
  });
}

function unmetWords({ unmet }: Stage): string {
  const extended =
    unmet.extensions === 0
      ? ''
      : `the hold is extended by ${formatDuration(unmet.extendBy)}, at most ${counted(unmet.extensions, 'time')}; then `;
  return `${extended}${unmetOutcome[unmet.outcome]}`;
}

const unmetOutcome: { readonly [U in Unmet]: string } = {
  hold: 'it stays where it is',
  ask: 'people are asked',
  roll_back: 'it is rolled back',
};

function stepNotes(plan: Plan): readonly Block[] {
  const verify = plan.verify.map(({ name }) => name);
  return verify.length === 0
    ? []
    : [
        paragraph(
          `After the last stage these have to succeed before ${versionWords(plan.canary.version)} becomes stable: ${verify.join(', ')}.`,
        ),
      ];
}
