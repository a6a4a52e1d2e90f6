import { everyCheck, probeRule } from '../../card/checks.ts';
import { approvers } from '../../card/gate-approvers.ts';
import { formatLimit } from '../../judge/format.ts';
import { stageChecks } from '../../judge/stage-checks.ts';
import { percent } from '../../prose.ts';
import type { Check, Plan, Probe, Stage } from '../../rollout/plan.ts';
import { idParts } from './id-part.ts';
import { count, length, named } from './inputs.ts';
import type { FactInput } from './make-fact.ts';

/** What was decided before the rollout began: `plan/…`. */
export function planFacts(plan: Plan): readonly FactInput[] {
  return [
    named(['plan/hash', 'hash of the frozen plan, shortened'], plan.hash.slice(0, 12), 'plan'),
    count(['plan/stages', 'stages of the plan'], plan.stages.length, 'stage', 'plan'),
    weight('plan/last-weight', 'traffic of the last stage', plan.stages.at(-1)?.weight ?? 0),
    count(['plan/checks', 'checks of the plan'], everyCheck(plan).length, 'check', 'plan'),
    length(['plan/interval', 'between two looks'], plan.interval, 'plan'),
    length(['plan/no-data-after', 'silence that the plan lets pass'], plan.noData.after, 'plan'),
    length(['plan/keep-previous', 'how long the version before is kept'], plan.keepPrevious, 'plan'),
    length(['plan/lease', 'how long the router keeps an unconfirmed split'], plan.routing.lease, 'plan'),
    ...(plan.warmUp === undefined
      ? []
      : [length(['plan/warm-up', 'warm-up of the canary'], plan.warmUp, 'plan')]),
    ...(plan.minimumData === undefined
      ? []
      : [length(['plan/minimum-data', 'least time a stage is measured'], plan.minimumData, 'plan')]),
    ...plan.rollback.steps.map((step, index) =>
      weight(`plan/rollback-step-${index + 1}`, 'weight of a gradual rollback', step),
    ),
    ...(plan.rollback.steps.length === 0
      ? []
      : [
          length(
            ['plan/rollback-every', 'how long each weight of a gradual rollback is kept'],
            plan.rollback.every,
            'plan',
          ),
        ]),
    ...plan.stages.flatMap((stage, index) => stageFacts(plan, stage, index)),
    ...ruleFacts(plan),
    ...probeFacts(plan.probes),
    ...stepFacts(plan),
  ];
}

function weight(id: string, about: string, value: number): FactInput {
  return { id, about, value, unit: 'percent', shown: percent(value), source: 'plan' };
}

function stageFacts(plan: Plan, stage: Stage, index: number): readonly FactInput[] {
  const id = `plan/stage-${index + 1}`;
  const of = `stage ${stage.name}`;
  const { gate, unmet } = stage;
  return [
    named([`${id}/name`, `name of stage number ${index + 1}`], stage.name, 'plan'),
    weight(`${id}/weight`, `traffic to the canary in ${of}`, stage.weight),
    length([`${id}/hold`, `hold of ${of}`], stage.hold, 'plan'),
    count([`${id}/checks`, `checks that watch ${of}`], stageChecks(plan, index).length, 'check', 'plan'),
    ...(stage.checks.length === 0
      ? []
      : [
          length([`${id}/extend-by`, `extension of the hold of ${of}`], unmet.extendBy, 'plan'),
          count([`${id}/extensions`, `extensions that ${of} may have`], unmet.extensions, 'time', 'plan'),
        ]),
    ...(gate === null
      ? []
      : [
          count([`${id}/approvals`, `approvals needed after ${of}`], gate.approvals, 'approval', 'plan'),
          named([`${id}/approvers`, `approvals needed after ${of} and by whom`], approvers(gate), 'plan'),
          length(
            [`${id}/approval-expires`, `how long approval after ${of} is asked for`],
            gate.expiresAfter,
            'plan',
          ),
        ]),
  ];
}

function ruleFacts(plan: Plan): readonly FactInput[] {
  const checks = everyCheck(plan);
  const parts = idParts(checks.map(({ rule }) => rule.metric));
  return checks.flatMap((check, index) => ruleOf(plan, check, `plan/check/${parts[index]}`));
}

const doing = {
  rollback: 'takes traffic back',
  pause: 'pauses',
  warn: 'warns',
  criterion: 'must hold',
} as const;

function ruleOf(plan: Plan, { rule, action }: Check, id: string): readonly FactInput[] {
  const unit = plan.metrics.find(({ name }) => name === rule.metric)?.unit ?? 'number';
  const of = `rule on ${rule.metric} that ${doing[action]}`;
  return [
    named([`${id}/rule`, `the ${of}`], rule.text, 'plan'),
    named([`${id}/limit`, `limit of the ${of}`], formatLimit(rule.limit, unit), 'plan'),
    length([`${id}/window`, `window of the ${of}`], rule.window, 'plan'),
    ...(rule.sustained === 0
      ? []
      : [length([`${id}/sustained`, `how long it must last: ${of}`], rule.sustained, 'plan')]),
    ...(rule.minimumRequests === 0
      ? []
      : [
          count(
            [`${id}/requests`, `requests that count as data: ${of}`],
            rule.minimumRequests,
            'request',
            'plan',
          ),
        ]),
  ];
}

function probeFacts(probes: readonly Probe[]): readonly FactInput[] {
  const parts = idParts(probes.map(({ name }) => name));
  return probes.flatMap((probe, index) => {
    const id = `plan/probe/${parts[index]}`;
    const of = `probe ${probe.name}`;
    return [
      named([`${id}/path`, `path of ${of}`], probe.path, 'plan'),
      named([`${id}/rule`, `what ${of} does`], probeRule(probe), 'plan'),
      length([`${id}/every`, `how often ${of} runs`], probe.every, 'plan'),
      count([`${id}/successes`, `successes in a row that ${of} needs`], probe.successes, 'time', 'plan'),
    ];
  });
}

function stepFacts({ prepare, verify }: Plan): readonly FactInput[] {
  return [
    ...prepare.map(({ name }, index) =>
      named([`plan/prepare-${index + 1}`, 'preparation step'], name, 'plan'),
    ),
    ...verify.map(({ name }, index) =>
      named([`plan/verify-${index + 1}`, 'verification step'], name, 'plan'),
    ),
  ];
}
