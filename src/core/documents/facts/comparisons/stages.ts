import { formatValue } from '../../../judge/format.ts';
import type { Plan } from '../../../rollout/plan.ts';
import { differenceWords } from '../../figures/difference.ts';
import type { Comparison } from '../fact.ts';
import { type Looks, seen } from '../look.ts';
import { comparison } from '../make-fact.ts';
import { metricIds } from '../measured-facts.ts';

/** The canary's last value in the first stage that was measured, beside that in the last one: `rollout/error-rate/first-to-last`. */
export function stageComparisons(plan: Plan, looks: Looks): readonly Comparison[] {
  const ids = metricIds(plan);
  return plan.metrics.flatMap((metric) => {
    const stages = [...looks]
      .flatMap(([stage, metrics]) => {
        const last = seen(metrics.get(metric.name) ?? [], 'canary').at(-1);
        return last === undefined ? [] : [{ stage, value: last.value }];
      })
      .toSorted((a, b) => a.stage - b.stage);
    const [first] = stages;
    const last = stages.at(-1);
    if (first === undefined || last === undefined || first.stage === last.stage) return [];
    const part = ids.get(metric.name);
    const before = formatValue(first.value, metric.unit);
    const after = formatValue(last.value, metric.unit);
    const [nameBefore, nameAfter] = [first, last].map(
      ({ stage }) => plan.stages[stage]?.name ?? String(stage + 1),
    );
    const change = differenceWords({ canary: last.value, stable: first.value }, metric.unit);
    return [
      comparison(
        `rollout/${part}/first-to-last`,
        `The canary's ${metric.name} was ${before} at the end of stage ${nameBefore} and ${after} at the end of stage ${nameAfter}: ${change}.`,
        [`stage-${first.stage + 1}/${part}/canary/last`, `stage-${last.stage + 1}/${part}/canary/last`],
      ),
    ];
  });
}
