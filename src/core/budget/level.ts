import type { Assessment } from './assess.ts';
import { type BudgetLevel, type ErrorBudget, isFrozen } from './budget.ts';

type Thresholds = Pick<ErrorBudget, 'warnBelow' | 'freezeBelow' | 'criticalOnlyBelow' | 'unfreezeAt'>;

/**
 * What a budget means for a release. What froze stays frozen until `unfreezeAt`, so that it does not open and close
 * with every request at the edge. What is not known opens nothing that was frozen, and is never taken for good.
 * @param former the level before; null when there was none
 */
export function levelOf(
  thresholds: Thresholds,
  assessment: Assessment,
  former: BudgetLevel | null,
): BudgetLevel {
  const wasFrozen = former !== null && isFrozen(former);
  if (assessment.kind === 'unknown') return wasFrozen ? former : 'warn';
  const { remaining } = assessment;
  const below = (threshold: number | null) => threshold !== null && remaining < threshold;
  if (below(thresholds.criticalOnlyBelow)) return 'critical-only';
  if (below(thresholds.freezeBelow) || (wasFrozen && below(thresholds.unfreezeAt))) return 'frozen';
  return below(thresholds.warnBelow) ? 'warn' : 'open';
}
