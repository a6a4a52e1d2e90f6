import { formatValue } from '../../judge/format.ts';
import type { Metric, Plan } from '../../rollout/plan.ts';
import { differenceWords, timesWords } from '../figures/difference.ts';
import { lowIsBad } from '../figures/metric-figures.ts';
import { idParts } from './id-part.ts';
import { count, length } from './inputs.ts';
import { type Look, type Looks, type Seen, type Side, seen, worstOf } from './look.ts';
import { type FactInput, noData } from './make-fact.ts';

/** The metric's part of ids: `error-rate`, `p95`. */
export function metricIds({ metrics }: Plan): ReadonlyMap<string, string> {
  const parts = idParts(metrics.map(({ name }) => name));
  return new Map(metrics.map(({ name }, index) => [name, parts[index] ?? name]));
}

/**
 * First, last and worst value of each metric in each stage on either side: `stage-2/error-rate/canary/worst`. However
 * many looks there were, so many facts there are.
 */
export function measuredFacts(plan: Plan, looks: Looks): readonly FactInput[] {
  const ids = metricIds(plan);
  return plan.stages.flatMap(({ name }, stage) =>
    plan.metrics.flatMap((metric) => {
      const taken = looks.get(stage)?.get(metric.name) ?? [];
      if (taken.length === 0) return [];
      const id = `stage-${stage + 1}/${ids.get(metric.name)}`;
      const low = lowIsBad(plan, metric.name);
      return [
        ...sideFacts(id, 'canary', metric, name, taken, low),
        ...sideFacts(id, 'stable', metric, name, taken, low),
        ...multipleFacts(id, metric, name, taken),
        ...lookFacts(id, metric, name, taken),
      ];
    }),
  );
}

function sideFacts(
  id: string,
  side: Side,
  metric: Metric,
  stage: string,
  looks: readonly Look[],
  low: boolean,
): readonly FactInput[] {
  const all = seen(looks, side);
  const who = side === 'canary' ? 'the canary' : 'stable';
  const value = (word: string, one: Seen | undefined): FactInput => ({
    id: `${id}/${side}/${word}`,
    about: `${metric.name} of ${who}, ${word} value in stage ${stage}`,
    value: one?.value ?? null,
    unit: metric.unit,
    shown: one === undefined ? noData : formatValue(one.value, metric.unit),
    window: one?.look.window ?? null,
    source: one === undefined ? 'event log' : `event ${one.look.seq}`,
    at: one?.look.at ?? null,
  });
  const last = all.at(-1);
  return [
    value('first', all[0]),
    value('last', last),
    value('worst', worstOf(all, low)),
    ...(last?.requests == null
      ? []
      : [
          count(
            [`${id}/${side}/requests`, `requests of ${who} behind the last ${metric.name} in stage ${stage}`],
            last.requests,
            'request',
            `event ${last.look.seq}`,
          ),
        ]),
    ...(last?.errors == null
      ? []
      : [
          count(
            [
              `${id}/${side}/errors`,
              `failed requests of ${who} behind the last ${metric.name} in stage ${stage}`,
            ],
            last.errors,
            'failed request',
            `event ${last.look.seq}`,
          ),
        ]),
  ];
}

/** The multiple at the last look with both sides, as tables show it. */
function multipleFacts(
  id: string,
  metric: Metric,
  stage: string,
  looks: readonly Look[],
): readonly FactInput[] {
  const both = looks
    .filter((look) => seen([look], 'canary').length > 0 && seen([look], 'stable').length > 0)
    .at(-1);
  const [canary] = both === undefined ? [] : seen([both], 'canary');
  const [stable] = both === undefined ? [] : seen([both], 'stable');
  if (canary === undefined || stable === undefined) return [];
  const pair = { canary: canary.value, stable: stable.value };
  const source = `event ${canary.look.seq}`;
  return [
    {
      id: `${id}/multiple`,
      about: `${metric.name} of the canary as a multiple of that of stable, last look together in stage ${stage}`,
      value: stable.value > 0 ? canary.value / stable.value : null,
      unit: 'number',
      shown: timesWords(pair),
      source,
    },
    {
      id: `${id}/difference`,
      about: `${metric.name} of the canary is, beside stable at the last look together in stage ${stage}`,
      value: canary.value - stable.value,
      unit: metric.unit,
      shown: differenceWords(pair, metric.unit),
      source,
    },
  ];
}

function lookFacts(id: string, metric: Metric, stage: string, looks: readonly Look[]): readonly FactInput[] {
  const withData = seen(looks, 'canary').length;
  const last = looks.at(-1);
  return [
    {
      id: `${id}/looks`,
      about: `looks at ${metric.name} in stage ${stage} in which the canary had a value`,
      value: withData,
      unit: 'count',
      shown: `${withData} of ${looks.length}`,
      source: 'event log',
    },
    length([`${id}/window`, `how far back each look at ${metric.name} goes`], last?.window ?? null, 'plan'),
  ];
}
