import { formatValue } from '../../../judge/format.ts';
import { counted } from '../../../prose.ts';
import type { Rollout } from '../../../rollout/state.ts';
import { watchedStage } from '../../../rollout/wanted.ts';
import { stateWords } from '../../explanation/check.ts';
import type { Comparison } from '../fact.ts';
import { comparison } from '../make-fact.ts';
import { type Judged, judgedChecks } from '../verdict-facts.ts';

/** Each check's value against its limit, and how many of them pass: `verdict/error-rate/to-limit`, `verdict/passing`. */
export function checkComparisons(rollout: Rollout): readonly Comparison[] {
  const judged = judgedChecks(rollout);
  const live = watchedStage(rollout) !== null;
  return [
    ...judged.flatMap((one) => toLimit(rollout, one, live)),
    ...(judged.length === 0 ? [] : [comparison('verdict/passing', passing(judged), ['verdict/count'])]),
  ];
}

function toLimit({ plan }: Rollout, { id, state }: Judged, live: boolean): readonly Comparison[] {
  const { check, verdict } = state;
  if (verdict === null) return [];
  const { metric, text } = check.rule;
  const unit = plan.metrics.find(({ name }) => name === metric)?.unit ?? 'number';
  const stands = stateWords(check, verdict, live);
  const facts = [`${id}/value`, `${id}/limit`];
  if (verdict.value === null || verdict.verdict === 'no-data') {
    return [
      comparison(
        `${id}/to-limit`,
        `The check “${text}” has no data: nothing can be said of ${metric}.`,
        facts,
      ),
    ];
  }
  const value = formatValue(verdict.value, unit);
  const limit =
    verdict.limit === null
      ? ''
      : `, ${against(verdict.value, verdict.limit)} its limit of ${formatValue(verdict.limit, unit)}`;
  return [
    comparison(
      `${id}/to-limit`,
      `The canary's ${metric} is ${value}${limit}; the check “${text}” stands so: ${stands}.`,
      facts,
    ),
  ];
}

function against(value: number, limit: number): string {
  if (value === limit) return 'at';
  return value > limit ? 'above' : 'below';
}

/** Who has no data passes nothing. */
function passing(judged: readonly Judged[]): string {
  const verdicts = judged.map(({ state }) => state.verdict?.verdict ?? 'no-data');
  const pass = verdicts.filter((one) => one === 'pass').length;
  const silent = verdicts.filter((one) => one === 'no-data').length;
  const all = counted(judged.length, 'check');
  if (silent === judged.length) return `None of ${all} has data.`;
  const rest = silent === 0 ? '' : ` ${counted(silent, 'check')} ${silent === 1 ? 'has' : 'have'} no data.`;
  if (pass === judged.length) return everyOne(pass);
  if (pass === 0) return `None of ${all} passes.${rest}`;
  return `${pass} of ${all} ${pass === 1 ? 'passes' : 'pass'}.${rest}`;
}

function everyOne(checks: number): string {
  if (checks === 1) return 'The only check passes.';
  return checks === 2 ? 'Both checks pass.' : `All ${checks} checks pass.`;
}
