import { approvers } from '../card/gate-approvers.ts';
import { idAsName, type PersonName } from '../card/names.ts';
import { sourceWords } from '../card/source-words.ts';
import { versionWords } from '../card/version-words.ts';
import { listNow, openBoxes } from '../checklist/list-now.ts';
import { counted, percent, quoted } from '../prose.ts';
import type { Plan } from '../rollout/plan.ts';
import type { Rollout } from '../rollout/state.ts';
import { formatDuration, type Instant } from '../time.ts';
import { boxes, heading, item, list, paragraph } from './blocks.ts';
import { boxBlock } from './box-blocks.ts';
import { ruleBlocks } from './plan-rules.ts';
import { stageBlocks } from './plan-stages.ts';
import { preflight } from './preflight.ts';
import { riskBlocks } from './risk.ts';
import type { Block, DocumentTree } from './tree.ts';

/**
 * The checklist before a deployment: what Belay has seen, what only people can tick, and what will be done.
 * @param target what a rollback of it names: a rollout that is only shown as it would be has no id that anybody could use
 */
export function checklist(
  rollout: Rollout,
  now: Instant,
  target: string = rollout.id,
  personName: PersonName = idAsName,
): DocumentTree {
  const { plan } = rollout;
  const seen = preflight(rollout);
  const open = seen.filter(({ done }) => done === false).length;
  return {
    title: `Checklist: ${plan.service} ${versionWords(plan.canary.version)} to ${plan.environment}`,
    summary: summaryOf(rollout, open),
    draftedBy: 'template',
    draftedWhy: 'Written from the frozen plan and from what Belay has observed; no model was asked.',
    at: now,
    blocks: [
      ...sourceBlocks(rollout),
      ...riskBlocks(plan),
      heading('What Belay has checked'),
      boxes(seen),
      ...startBlocks(rollout, target, personName),
      ...stageBlocks(plan),
      ...stageBoxes(rollout, personName),
      ...namedBlocks(plan),
      ...ruleBlocks(plan),
      ...rollbackBlocks(rollout, target),
    ],
  };
}

/** What is released, file by file where the place it was asked for on told. */
function sourceBlocks({ plan, changes }: Rollout): readonly Block[] {
  if (plan.source === undefined) return [];
  const files = changes ?? [];
  const more = files.length - shownFiles;
  return [
    heading('What is released'),
    paragraph(`${sourceWords(plan.source, changes)}.`),
    ...(files.length === 0
      ? []
      : [list([...files.slice(0, shownFiles), ...(more > 0 ? [`and ${more} more`] : [])])]),
  ];
}

const shownFiles = 30;

function summaryOf(rollout: Rollout, open: number): string {
  const { plan } = rollout;
  const required = openBoxes(rollout).length;
  const steps = `${counted(plan.stages.length, 'stage')} up to ${percent(plan.stages.at(-1)?.weight ?? 0)}`;
  const state =
    open === 0
      ? 'Belay found nothing open'
      : `${counted(open, 'item')} that Belay can see ${open === 1 ? 'is' : 'are'} still open`;
  return `${versionWords(plan.canary.version)} goes to ${plan.environment} in ${steps}; ${state}${required === 0 ? '' : `, and ${counted(required, 'required box', 'required boxes')} ${required === 1 ? 'is' : 'are'} not ticked yet`}.`;
}

/** The list of the configuration, which holds the first stage; without one what people usually look at. */
function startBlocks(rollout: Rollout, target: string, personName: PersonName): readonly Block[] {
  const { plan } = rollout;
  if (plan.before === undefined) {
    return [
      heading('What only people can check'),
      paragraph('Belay cannot see these; a person ticks them.'),
      boxes(forPeople(plan).map((text) => item(text, null))),
    ];
  }
  return [
    heading(plan.before.title ?? 'Before the first stage'),
    paragraph(`No traffic moves before these are ticked: \`tick ${target} 1\`.`),
    boxBlock(rollout, plan.before, null, personName),
  ];
}

function stageBoxes(rollout: Rollout, personName: PersonName): readonly Block[] {
  const current = listNow(rollout);
  const reached = current?.stage ?? -1;
  return rollout.plan.stages.flatMap(({ name, checklist: own }, stage) => {
    if (own === undefined) return [];
    const when = stage === current?.stage ? 'now' : stage > reached ? 'ahead' : 'left';
    return [
      heading(`${own.title ?? 'Checklist'} (before stage ${name} is left)`),
      boxBlock(rollout, own, stage, personName, when),
    ];
  });
}

function namedBlocks({ named }: Plan): readonly Block[] {
  if (named === undefined) return [];
  return [heading('Success criteria'), list([...named.criteria, ...named.notes])];
}

function forPeople({ service, environment, canary }: Plan): readonly string[] {
  return [
    `Somebody who knows ${service} can be reached until the rollout is over.`,
    'The on-call engineer knows about this release and knows the rollback command below.',
    `No incident is open that ${service} in ${environment} could make worse.`,
    `What ${versionWords(canary.version)} writes (database, queues, caches) can be read by the version before it.`,
    'Customers and support have been told, if they will notice.',
  ];
}

/** Whether others have to agree to it; what never waits for them is said with it. */
function rollbackGateLines({ rollback }: Plan, stable: string, target: string): readonly string[] {
  if (rollback.approval === undefined)
    return [`All traffic goes to ${stable} at once; nobody has to approve it.`];
  return [
    `By hand it needs ${approvers(rollback.approval)} first; then all traffic goes to ${stable} at once.`,
    `Triggers do not wait for that, and neither does \`rollback ${target} --emergency "why"\`.`,
  ];
}

function rollbackBlocks(rollout: Rollout, target: string): readonly Block[] {
  const { plan } = rollout;
  const stable = versionWords(rollout.stable?.version ?? 'the stable version');
  const undo = plan.prepare.filter((step) => step.undo !== null).map(({ name }) => quoted(name));
  const gradual =
    plan.rollback.steps.length === 0
      ? []
      : [
          `On request traffic goes back step by step: ${plan.rollback.steps.map(percent).join(', ')}, each for ${formatDuration(plan.rollback.every)}.`,
        ];
  return [
    heading('How to roll back'),
    { kind: 'code', lines: [`rollback ${target} "why"`] },
    list([
      ...rollbackGateLines(plan, stable, target),
      ...gradual,
      undo.length === 0
        ? 'No preparation step has anything to undo.'
        : `Afterwards, once traffic is safe, these steps are undone, last first: ${undo.join(', ')}.`,
      `After completion ${stable} is kept for ${formatDuration(plan.keepPrevious)}, and the same command works.`,
    ]),
    paragraph(
      'If Belay itself is down, the rollout’s card has the commands that send everything back by hand.',
    ),
  ];
}
