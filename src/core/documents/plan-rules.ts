import { everyCheck, probeRule } from '../card/checks.ts';
import { stageChecks } from '../judge/stage-checks.ts';
import { listed } from '../prose.ts';
import type { Check, CheckAction, Plan } from '../rollout/plan.ts';
import { formatDuration } from '../time.ts';
import { heading, paragraph, table } from './blocks.ts';
import type { Block } from './tree.ts';

/** Success criteria, triggers and probes, with the stages in which each of them watches. */
export function ruleBlocks(plan: Plan): Block[] {
  return [
    heading('Success criteria'),
    ...checkTable(
      plan,
      ['criterion'],
      'The plan has no success criteria: a stage passes when no trigger holds.',
    ),
    heading('What takes traffic back or stops it'),
    ...checkTable(
      plan,
      ['rollback', 'pause', 'warn'],
      'The plan has no triggers: only people and probes take traffic back.',
    ),
    paragraph(silence(plan)),
    ...probeBlocks(plan),
  ];
}

function checkTable(plan: Plan, actions: readonly CheckAction[], none: string): readonly Block[] {
  const checks = everyCheck(plan).filter(({ action }) => actions.includes(action));
  if (checks.length === 0) return [paragraph(none)];
  const rows = checks.map((check) => [
    check.rule.text,
    actionWords[check.action],
    check.rule.minimumRequests === 0 ? 'none' : String(check.rule.minimumRequests),
    where(plan, check),
  ]);
  return [table(['Rule', 'What it does', 'Requests needed', 'Stages'], rows)];
}

const actionWords: { readonly [A in CheckAction]: string } = {
  rollback: 'rolls back',
  pause: 'pauses and tells people',
  warn: 'warns',
  criterion: 'must hold to go on',
};

function where(plan: Plan, check: Check): string {
  const stages = plan.stages
    .filter((_, index) => stageChecks(plan, index).some(({ id }) => id === check.id))
    .map(({ name }) => name);
  if (stages.length === plan.stages.length) return 'all';
  return stages.length === 0 ? 'none' : listed(stages);
}

function silence({ noData }: Plan): string {
  const outcome = { hold: 'it stays where it is', pause: 'it is paused', roll_back: 'it is rolled back' };
  return `If no check has had any data for ${formatDuration(noData.after)}, ${outcome[noData.outcome]}. Missing data never counts as success.`;
}

function probeBlocks(plan: Plan): readonly Block[] {
  if (plan.probes.length === 0) return [];
  const rows = plan.probes.map((probe) => [
    probe.name,
    probe.path,
    formatDuration(probe.every),
    probeRule(probe),
  ]);
  return [heading('Health probes'), table(['Probe', 'Path', 'Every', 'What it does'], rows)];
}
