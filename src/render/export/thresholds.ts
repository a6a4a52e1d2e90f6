import type { Comparison } from '../../core/judge/rule.ts';
import type { CheckAction } from '../../core/rollout/plan.ts';
import type { ExportedCheck } from './exported-slot.ts';

/** A step of Grafana's thresholds: the colour from `value` on; null is from the bottom. */
export interface ThresholdStep {
  readonly color: string;
  readonly value: number | null;
}

interface Line {
  readonly action: CheckAction;
  readonly comparison: Comparison;
  readonly value: number;
}

const colors: { readonly [A in CheckAction]: string } = {
  rollback: 'red',
  pause: 'orange',
  warn: 'yellow',
  criterion: 'light-yellow',
};
const worstFirst: readonly CheckAction[] = ['rollback', 'pause', 'warn', 'criterion'];

/** The limits of the checks as colours: what a value between two limits would do. */
export function thresholds(checks: readonly ExportedCheck[]): readonly ThresholdStep[] {
  const lines = checks.flatMap(lineOf);
  const limits = [...new Set(lines.map(({ value }) => value))].sort((a, b) => a - b);
  const [first] = limits;
  if (first === undefined) return [{ color: 'green', value: null }];
  const steps = limits.map((value, index) => {
    const next = limits[index + 1];
    return { color: colorAt(next === undefined ? value + 1 : (value + next) / 2, lines), value };
  });
  return [{ color: colorAt(first - 1, lines), value: null }, ...steps];
}

function lineOf({ check, metric }: ExportedCheck): readonly Line[] {
  const { action } = check;
  const { comparison, limit } = check.rule;
  if (limit.kind === 'absolute') return [{ action, comparison, value: limit.value }];
  if (limit.kind !== 'baseline-offset' || metric.baseline === null) return [];
  return [{ action, comparison, value: Number((metric.baseline + limit.offset).toPrecision(12)) }];
}

function colorAt(value: number, lines: readonly Line[]): string {
  const wrong = lines.filter((line) => isBroken(value, line)).map(({ action }) => action);
  const worst = worstFirst.find((action) => wrong.includes(action));
  return worst === undefined ? 'green' : colors[worst];
}

/** A criterion is broken where its condition does not hold. Never asked at a limit itself. */
function isBroken(value: number, { action, comparison, value: limit }: Line): boolean {
  const holds = comparison.startsWith('>') ? value > limit : value < limit;
  return action === 'criterion' ? !holds : holds;
}
