import { formatLimit, formatValue } from '../../judge/format.ts';
import { percent, plainLine, quoted } from '../../prose.ts';
import type { RollbackCause } from '../../rollout/events.ts';
import type { Plan } from '../../rollout/plan.ts';
import { formatDuration } from '../../time.ts';
import { webLink } from '../../web-link.ts';
import { facts, heading, paragraph } from '../blocks.ts';
import { unitOf } from '../figures/check-table.ts';
import type { Breach } from '../release/breach.ts';
import type { Block } from '../tree.ts';

/** Why traffic was taken back, in short. */
export const causeWords: { readonly [K in RollbackCause['kind']]: string } = {
  trigger: 'a limit was broken',
  probe: 'a health probe failed',
  person: 'a person ordered it',
  gate: 'an approval was not given',
  criteria: 'success criteria were not met',
  'no-data': 'nothing could be measured',
  step: 'a step failed',
  router: 'the router did not take the weight',
  superseded: 'a newer rollout took its place',
  train: 'another rollout of its train failed',
};

/** What led to the rollback, with the value that was measured and the limit that it was held against. */
export function seenBlocks(plan: Plan, breach: Breach): Block[] {
  const { account, stay } = breach;
  const stage = stay === null ? 'before the first stage' : quoted(plan.stages[stay.stage]?.name ?? '');
  return [
    heading('What was seen'),
    facts(
      ['Why traffic was taken back', causeWords[account.cause.kind]],
      ['Stage', stage],
      ['Traffic on the new version', percent(account.from)],
    ),
    ...(breach.trigger === null ? [paragraph(said(account.cause))] : triggerBlocks(plan, breach.trigger)),
  ];
}

function said(cause: RollbackCause): string {
  switch (cause.kind) {
    case 'person':
      return `The reason given: ${quoted(cause.reason)}. No limit of the plan had acted by then.`;
    case 'superseded':
      return `It made room for ${cause.by}.`;
    case 'gate':
      return cause.outcome === 'rejected'
        ? `The reason given: ${quoted(cause.sentence)}. No limit of the plan had acted by then.`
        : `${sentence(cause.sentence)} No limit of the plan had acted by then.`;
    case 'trigger':
    case 'probe':
    case 'criteria':
    case 'no-data':
    case 'step':
    case 'router':
    case 'train':
      return sentence(cause.sentence);
  }
}

function sentence(text: string): string {
  const line = plainLine(text).replace(/\.$/u, '');
  return `${line.slice(0, 1).toUpperCase()}${line.slice(1)}.`;
}

function triggerBlocks(plan: Plan, { check, verdict }: NonNullable<Breach['trigger']>): Block[] {
  const { rule } = check;
  const unit = unitOf(plan, rule.metric);
  const shown = (value: number | null | undefined) =>
    value === null || value === undefined ? 'not recorded' : formatValue(value, unit);
  const evidence = verdict?.evidence;
  const link = webLink(verdict?.link);
  return [
    {
      kind: 'facts',
      rows: [
        { name: 'Rule', value: rule.text },
        { name: 'Canary', value: shown(verdict?.value) },
        {
          name: 'Limit',
          value: verdict?.limit == null ? formatLimit(rule.limit, unit) : formatValue(verdict.limit, unit),
        },
        { name: 'Stable in the same window', value: shown(verdict?.stable) },
        {
          name: 'Requests behind it',
          value: verdict?.requests == null ? 'not counted' : String(verdict.requests),
        },
        ...(evidence === undefined
          ? [{ name: 'Window', value: formatDuration(rule.window) }]
          : [
              {
                name: 'Evidence',
                value: `${formatValue(evidence.value, 'number')}, ${formatValue(evidence.needed, 'number')} needed`,
              },
            ]),
        ...(link === null ? [] : [{ name: 'Look it up', value: new URL(link).host, link }]),
      ],
    },
  ];
}
