import { everyCheck } from '../../card/checks.ts';
import { formatValue } from '../../judge/format.ts';
import type { Verdict } from '../../judge/verdict.ts';
import type { Recorded } from '../../rollout/events.ts';
import type { Plan } from '../../rollout/plan.ts';
import type { Rollout } from '../../rollout/state.ts';
import type { Instant } from '../../time.ts';
import { unitOf } from '../figures/check-table.ts';
import { looksAt } from '../figures/metric-figures.ts';
import { stageStays } from '../report/stages.ts';
import { idParts } from './id-part.ts';
import type { FactInput } from './make-fact.ts';
import { situations, stayOf } from './situations.ts';

/** What each check said last in each stage and at each gate: `stage-2/check/rollback-error-rate/limit`. */
export function lookFacts(rollout: Rollout, events: readonly Recorded[], now: Instant): readonly FactInput[] {
  const { plan } = rollout;
  const stages = [...new Set(stageStays(events).map(({ stage }) => stage))];
  return [
    ...stages.flatMap((stage) => {
      const name = plan.stages[stage]?.name ?? String(stage + 1);
      return said(
        plan,
        `stage-${stage + 1}`,
        `last in stage ${name}`,
        looksAt(stayOf(events, stage), stage).at(-1)?.event.verdicts ?? [],
      );
    }),
    ...situations(rollout, events, now).flatMap(({ id, where, rollout: then }) =>
      said(plan, id, where, then.verdicts),
    ),
  ];
}

function said(plan: Plan, id: string, where: string, verdicts: readonly Verdict[]): readonly FactInput[] {
  const checks = everyCheck(plan);
  const parts = idParts(checks.map((check) => check.id));
  return verdicts.flatMap((verdict) => {
    const index = checks.findIndex((check) => check.id === verdict.check);
    const check = checks[index];
    if (check === undefined) return [];
    const unit = unitOf(plan, check.rule.metric);
    const fact = (word: string, value: number | null | undefined, shown: (value: number) => string) =>
      value === null || value === undefined
        ? []
        : [
            {
              id: `${id}/check/${parts[index]}/${word}`,
              about: `${word} of “${check.rule.text}” ${where}`,
              value,
              unit,
              shown: shown(value),
              source: 'event log',
            },
          ];
    const inUnit = (value: number) => formatValue(value, unit);
    const plain = (value: number) => formatValue(value, 'number');
    return [
      ...fact('value', verdict.value, inUnit),
      ...fact('limit', verdict.limit, inUnit),
      ...fact('stable', verdict.stable, inUnit),
      ...fact('requests', verdict.requests, String),
      ...fact('evidence', verdict.evidence?.value, plain),
      ...fact('evidence-needed', verdict.evidence?.needed, plain),
    ];
  });
}
