import { everyCheck } from '../../card/checks.ts';
import { formatValue } from '../../judge/format.ts';
import { counted, quoted } from '../../prose.ts';
import type { Check, Plan } from '../../rollout/plan.ts';
import { formatDuration } from '../../time.ts';
import { unitOf } from '../figures/check-table.ts';
import type { Look } from '../figures/metric-figures.ts';

/** From this share of its limit on a value counts as close to it. */
const close = 0.8;

/** Triggers that were broken and recovered before they acted, and values that came close to a limit. */
export function closeCalls(plan: Plan, looks: readonly Look[]): readonly string[] {
  const triggers = everyCheck(plan).filter(({ action }) => action === 'rollback' || action === 'pause');
  return triggers.flatMap((check) => closeCall(plan, check, looks) ?? []);
}

function closeCall(plan: Plan, check: Check, looks: readonly Look[]): string | null {
  const said = looks.flatMap(({ at, event }) =>
    event.verdicts.filter((one) => one.check === check.id).map((verdict) => ({ at, verdict })),
  );
  // What acted is told as what it was.
  if (said.some(({ verdict }) => verdict.acts)) return null;
  const rule = quoted(check.rule.text);
  const broken = said.flatMap(({ at, verdict }) =>
    verdict.holdsSince === null ? [] : [at - verdict.holdsSince],
  );
  if (broken.length > 0) {
    const longest = Math.max(...broken);
    const lasted = longest === 0 ? 'at one look' : `for ${formatDuration(longest)}`;
    return `${rule} was broken at ${counted(broken.length, 'look')}, ${lasted} at most without a break; it takes ${formatDuration(check.rule.sustained)} to act.`;
  }
  if (check.rule.limit.kind !== 'absolute' || !check.rule.comparison.startsWith('>')) return null;
  const { value: limit } = check.rule.limit;
  const highest = Math.max(...said.flatMap(({ verdict }) => verdict.value ?? []));
  if (limit <= 0 || highest < limit * close) return null;
  return `${check.rule.metric} came close to ${rule}: ${formatValue(highest, unitOf(plan, check.rule.metric))} at most.`;
}
