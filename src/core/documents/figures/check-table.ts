import type { CheckState } from '../../card/checks.ts';
import { formatLimit, formatValue } from '../../judge/format.ts';
import type { Unit } from '../../judge/rule.ts';
import type { Verdict } from '../../judge/verdict.ts';
import type { Check, CheckAction, Plan } from '../../rollout/plan.ts';
import { table } from '../blocks.ts';
import { stateWords } from '../explanation/check.ts';
import type { Block } from '../tree.ts';

export const actionWords: { readonly [A in CheckAction]: string } = {
  rollback: 'rolls back',
  pause: 'pauses',
  warn: 'warns',
  criterion: 'must hold to go on',
};

/** Every check with its last word. @param live false once nothing is judged any more */
export function checkTable(plan: Plan, states: readonly CheckState[], live: boolean): Block {
  const rows = states.map(({ check, verdict }) => row(plan, check, verdict, live));
  return table(['Check', 'What it does', 'Canary', 'Limit', 'Stable', 'Requests', 'Stands'], rows);
}

function row(plan: Plan, check: Check, verdict: Verdict | null, live: boolean): string[] {
  const unit = unitOf(plan, check.rule.metric);
  return [
    check.rule.text,
    actionWords[check.action],
    valueIn(verdict?.value ?? null, unit),
    limitOf(check, verdict, unit),
    valueIn(verdict?.stable ?? null, unit, '–'),
    verdict?.requests === null || verdict === null ? 'not counted' : String(verdict.requests),
    stateWords(check, verdict, live),
  ];
}

export function unitOf(plan: Plan, metric: string): Unit {
  return plan.metrics.find(({ name }) => name === metric)?.unit ?? 'number';
}

function valueIn(value: number | null, unit: Unit, missing = 'no data'): string {
  return value === null ? missing : formatValue(value, unit);
}

/** What the value was held against; of a test its evidence, because that is what decides. */
function limitOf({ rule }: Check, verdict: Verdict | null, unit: Unit): string {
  if (verdict?.evidence?.kind === 'e-value') {
    const { value, needed } = verdict.evidence;
    return `evidence ${formatValue(value, 'number')} of ${formatValue(needed, 'number')}`;
  }
  return verdict === null || verdict.limit === null
    ? formatLimit(rule.limit, unit)
    : formatValue(verdict.limit, unit);
}
