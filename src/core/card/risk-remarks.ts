import { listed } from '../prose.ts';
import { riskWords } from '../risk/words.ts';
import type { Plan } from '../rollout/plan.ts';
import { formatDuration } from '../time.ts';
import { approvers } from './gate-approvers.ts';
import type { Remarks } from './remarks.ts';

/** How risky it is taken to be, why, and what that asks for. */
export const riskRemarks: Remarks = ({ plan }) => {
  const sentence = riskSentence(plan);
  return sentence === null
    ? []
    : [{ label: 'Risk', sentence, tone: plan.risk?.because === 'unknown' ? 'warning' : 'quiet' }];
};

/** Null where no tiers are declared. */
export function riskSentence(plan: Pick<Plan, 'risk' | 'entry' | 'breakGlass'>): string | null {
  if (plan.risk === undefined) return null;
  const asked = demandsOf(plan);
  return `${riskWords(plan.risk)}${asked.length === 0 ? '' : `; it asks for ${listed(asked)}`}.`;
}

function demandsOf({
  risk,
  entry,
  breakGlass,
}: Pick<Plan, 'risk' | 'entry' | 'breakGlass'>): readonly string[] {
  if (risk === undefined) return [];
  return [
    ...(entry === undefined ? [] : [approvers(entry)]),
    ...risk.demands,
    ...(risk.notice === undefined || breakGlass !== undefined
      ? []
      : [`being announced ${formatDuration(risk.notice)} before it begins`]),
    ...(risk.firstIn === undefined ? [] : [`having completed in ${listed(risk.firstIn)} first`]),
  ];
}
