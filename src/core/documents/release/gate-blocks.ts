import { approvers } from '../../card/gate-approvers.ts';
import { actorName, type PersonName } from '../../card/names.ts';
import { versionWords } from '../../card/version-words.ts';
import { stageChecks } from '../../judge/stage-checks.ts';
import { listed, percent } from '../../prose.ts';
import { countedVotes, gateAt, type Waiting } from '../../rollout/gates/gate.ts';
import type { Gate } from '../../rollout/gates/gate-plan.ts';
import { missingWords } from '../../rollout/gates/missing-words.ts';
import type { Rollout } from '../../rollout/state.ts';
import { formatDuration } from '../../time.ts';
import { facts, heading } from '../blocks.ts';
import { instantText } from '../instant-text.ts';
import type { Block } from '../tree.ts';

/** Who has said yes, who still may, and what follows when nobody does. */
export function approvalNeeds(
  rollout: Rollout,
  waiting: Waiting,
  askedAt: number,
  personName: PersonName,
): Block[] {
  const gate = gateAt(rollout.plan, waiting.stage);
  const given = countedVotes(gate, waiting.votes);
  const missing = missingWords(gate, waiting.votes, personName);
  const names = given.map(
    ({ person, at }) => `${personName(person)} after ${formatDuration(Math.max(1000, at - askedAt))}`,
  );
  return [
    heading('Approvals'),
    facts(
      ['Needed', approvers(gate)],
      ['Given', names.length === 0 ? 'none' : listed(names)],
      ['Still missing', missing === '' ? 'none' : missing],
      ...(gate.confirms === undefined ? [] : ([['Approvers confirm', gate.confirms.join('; ')]] as const)),
      ['Requested the release', `${actorName(rollout.requestedBy, personName)}, who ${mayApprove(gate)}`],
      ['Asked', `${instantText(askedAt)}, because ${waiting.reason}`],
      ['Open until', instantText(waiting.expiresAt)],
      ['If it is rejected', outcomes[gate.onReject]],
      ['If nobody decides', outcomes[gate.onExpiry]],
    ),
  ];
}

function mayApprove({ requesterMayApprove }: Gate): string {
  return requesterMayApprove ? 'may approve too' : 'may not approve it';
}

const outcomes = {
  hold: 'it stays where it is until a person moves it',
  roll_back: 'all traffic goes back to the version before',
} as const;

/** What an approval sets going: the next weight and what watches it, or the end. */
export function nextStageBlocks({ plan }: Rollout, stage: number): Block[] {
  const next = plan.stages[stage + 1];
  const version = versionWords(plan.canary.version);
  if (next === undefined) {
    const steps = plan.verify.map(({ name }) => name);
    const verify = steps.length === 0 ? 'nothing else' : listed(steps);
    return [
      heading('What an approval sets going'),
      facts(['Next', `${version} becomes the stable version`], ['Must succeed before', verify]),
    ];
  }
  const resting = next.checks.length - stageChecks(plan, stage + 1).length;
  return [
    heading('What an approval sets going'),
    facts(
      ['Next stage', next.name],
      ['Traffic', `from ${percent(plan.stages[stage]?.weight ?? 0)} to ${percent(next.weight)}`],
      ['Observed for', formatDuration(next.hold)],
      ['Checks that watch it', String(stageChecks(plan, stage + 1).length)],
      ...(resting === 0
        ? []
        : ([['Checks that rest there', `${resting}: they need traffic on stable to compare with`]] as const)),
      ['Approval after it', next.gate === null ? 'none' : approvers(next.gate)],
    ),
  ];
}
