import { everyCheck } from '../../card/checks.ts';
import { formatValue } from '../../judge/format.ts';
import { stageChecks } from '../../judge/stage-checks.ts';
import type { Verdict } from '../../judge/verdict.ts';
import { percent } from '../../prose.ts';
import type { Recorded } from '../../rollout/events.ts';
import type { Check, Plan } from '../../rollout/plan.ts';
import type { Rollout } from '../../rollout/state.ts';
import type { Instant } from '../../time.ts';
import { stateWords } from '../explanation/check.ts';
import { differenceWords } from '../figures/difference.ts';
import { type Look, looksAt, metricFigures } from '../figures/metric-figures.ts';
import { countedRequests } from '../release/exposure.ts';
import { stageStays } from '../report/stages.ts';
import { requestFacts } from './exposure-facts.ts';
import { idParts } from './id-part.ts';
import { count, instant, length, named } from './inputs.ts';
import { type FactInput, noData } from './make-fact.ts';
import { metricIds } from './measured-facts.ts';

/**
 * What each stage came to while the rollout was in it, as stage reports tell it: `stage-2/at-end/…`. A gradual rollback
 * passes the weights of earlier stages again, which says nothing about those stages.
 */
export function stayFacts(rollout: Rollout, events: readonly Recorded[], now: Instant): readonly FactInput[] {
  const stays = stageStays(events);
  const ids = idParts(stays.map(({ stage }) => `stage-${stage + 1}`));
  return stays.flatMap(({ stage, enteredAt, leftAt }, index) => {
    const end = leftAt ?? now;
    const within = events.filter(({ at }) => at >= enteredAt && at <= end);
    const looks = looksAt(within, stage);
    const id = `${ids[index]}/at-end`;
    const name = `stage ${rollout.plan.stages[stage]?.name ?? stage + 1}`;
    const asked = within.find(({ event }) => event.kind === 'approval-requested');
    const extended = within.filter(({ event }) => event.kind === 'stage-extended').length;
    return [
      length([`${id}/time`, `how long ${name} has lasted`], Math.max(1000, end - enteredAt), 'event log'),
      length(
        [`${id}/until-now`, `from the beginning of ${name} until now`],
        Math.max(1000, now - enteredAt),
        'event log',
      ),
      count([`${id}/extended`, `extensions of the hold of ${name}`], extended, 'time', 'event log'),
      ...(asked === undefined
        ? []
        : [
            length(
              [`${id}/waited`, `how long people were waited for in ${name}`],
              end - asked.at,
              'event log',
            ),
          ]),
      ...observed(id, name, looks),
      ...requestFacts(id, name, countedRequests(rollout, looks, stage === 0 ? 0 : enteredAt)),
      ...figures(rollout.plan, id, name, looks),
      ...lastVerdicts(rollout.plan, id, name, stage, looks.at(-1)),
    ];
  });
}

function observed(id: string, name: string, looks: readonly Look[]): readonly FactInput[] {
  const seen = looks.flatMap(({ event }) => event.traffic?.observed ?? []);
  if (seen.length === 0) return [];
  const share = (part: string, value: number): FactInput => ({
    id: `${id}/observed-${part}`,
    about: `${part} traffic that the canary was seen to have in ${name}`,
    value,
    unit: 'percent',
    shown: percent(value),
    source: 'event log',
  });
  return [
    share('least', Math.min(...seen)),
    share('most', Math.max(...seen)),
    count([`${id}/observed-looks`, `looks at the traffic in ${name}`], seen.length, 'look', 'event log'),
  ];
}

function figures(plan: Plan, id: string, name: string, looks: readonly Look[]): readonly FactInput[] {
  const parts = metricIds(plan);
  return metricFigures(plan, looks).flatMap(({ metric, canary, stable, pair, looks: taken }) => {
    const amount = (part: string, about: string, value: number | null): FactInput => ({
      id: `${id}/metric/${parts.get(metric.name)}/${part}`,
      about: `${metric.name} of ${about} in ${name}`,
      value,
      unit: metric.unit,
      shown: value === null ? noData : formatValue(value, metric.unit),
      source: 'event log',
    });
    return [
      amount('canary', 'the canary, last value together with stable', pair?.canary ?? canary.last),
      amount('stable', 'stable, last value together with the canary', pair?.stable ?? stable.last),
      amount('canary-worst', 'the canary, worst value', canary.worst),
      amount('stable-worst', 'stable, worst value', stable.worst),
      named(
        [
          `${id}/metric/${parts.get(metric.name)}/difference`,
          `${metric.name} of the canary is, beside stable at their last look together in ${name}`,
        ],
        pair === null ? null : differenceWords(pair, metric.unit),
        'event log',
        'not comparable',
      ),
      {
        id: `${id}/metric/${parts.get(metric.name)}/with-data`,
        about: `looks at ${metric.name} in ${name} in which the canary had a value`,
        value: canary.withData,
        unit: 'count',
        shown: `${canary.withData} of ${taken} looks`,
        source: 'event log',
      },
    ];
  });
}

function lastVerdicts(
  plan: Plan,
  id: string,
  name: string,
  stage: number,
  last: Look | undefined,
): readonly FactInput[] {
  if (last === undefined) return [];
  const watching = new Set(stageChecks(plan, stage).map((check) => check.id));
  const checks = everyCheck(plan).filter((check) => watching.has(check.id));
  const parts = idParts(checks.map(({ rule }) => rule.metric));
  return [
    instant([`${id}/last-look-at`, `when ${name} was measured last`], last.at, `event ${last.seq}`),
    ...checks.flatMap((check, index) => {
      const verdict = last.event.verdicts.find((one) => one.check === check.id);
      return verdict === undefined
        ? []
        : verdictAtEnd(plan, check, verdict, `${id}/check/${parts[index]}`, name, last);
    }),
  ];
}

function verdictAtEnd(
  plan: Plan,
  check: Check,
  verdict: Verdict,
  id: string,
  name: string,
  last: Look,
): readonly FactInput[] {
  const unit = plan.metrics.find((metric) => metric.name === check.rule.metric)?.unit ?? 'number';
  const of = `check “${check.rule.text}” at the last look of ${name}`;
  const source = `event ${last.seq}`;
  const amount = (part: string, about: string, value: number | null, as = unit): FactInput => ({
    id: `${id}/${part}`,
    about: `${about} of ${of}`,
    value,
    unit: as,
    shown: value === null ? noData : formatValue(value, as),
    window: check.rule.window,
    source,
    at: last.at,
  });
  const { evidence } = verdict;
  return [
    named([`${id}/state`, `how it stood: ${of}`], stateWords(check, verdict, false), source),
    amount('value', 'value of the canary', verdict.value),
    amount('limit', 'limit', verdict.limit),
    amount('stable', 'value of stable', verdict.stable),
    ...(verdict.requests === null
      ? []
      : [count([`${id}/requests`, `canary requests behind ${of}`], verdict.requests, 'request', source)]),
    ...(evidence === undefined
      ? []
      : [
          amount('evidence', 'evidence', evidence.value, 'number'),
          amount('evidence-needed', 'evidence needed', evidence.needed, 'number'),
        ]),
  ];
}
