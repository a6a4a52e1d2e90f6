import { formatValue } from '../../judge/format.ts';
import { percent } from '../../prose.ts';
import type { Recorded } from '../../rollout/events.ts';
import type { Rollout } from '../../rollout/state.ts';
import type { Instant } from '../../time.ts';
import { differenceWords, timesWords } from '../figures/difference.ts';
import { type Look, looksAt, looksOf, type MetricFigures, metricFigures } from '../figures/metric-figures.ts';
import { breachOf } from '../release/breach.ts';
import { countedRequests } from '../release/exposure.ts';
import { shown } from '../report/figures.ts';
import type { FactInput } from './make-fact.ts';
import { metricIds } from './measured-facts.ts';
import { situations, stayOf } from './situations.ts';

type Scope = readonly [id: string, where: string, looks: readonly Look[]];

/** Canary beside stable at each gate and at the look before a rollback, and the share that was observed in each stage. */
export function togetherFacts(
  rollout: Rollout,
  events: readonly Recorded[],
  now: Instant,
): readonly FactInput[] {
  const { plan } = rollout;
  const look = breachOf(plan, events)?.look ?? null;
  const scopes: readonly Scope[] = [
    ...situations(rollout, events, now).map(
      ({ id, where, events: then, stage }): Scope => [id, where, looksAt(then, stage)],
    ),
    ...plan.stages.map(
      ({ name }, stage): Scope => [
        `stage-${stage + 1}`,
        `in stage ${name}`,
        looksAt(stayOf(events, stage), stage),
      ],
    ),
    ...(look === null ? [] : [['rollback', 'at the last look before the rollback', [look]] satisfies Scope]),
  ];
  const ids = metricIds(plan);
  return [
    ...scopes.flatMap(([id, where, looks]) =>
      metricFigures(plan, looks).flatMap((figures) =>
        figuresFacts(`${id}/${ids.get(figures.metric.name)}/together`, where, figures),
      ),
    ),
    ...plan.stages.flatMap(({ name }, stage) => observed(stage, name, looksAt(stayOf(events, stage), stage))),
    ...plan.stages.flatMap((_, stage) => served(rollout, events, stage)),
    amount('rollout/looks-together', 'looks with both versions', looksTogether(rollout, events)),
  ];
}

function looksTogether({ plan }: Rollout, events: readonly Recorded[]): number {
  return looksOf(events).filter(
    ({ event }) => event.stage !== null && (plan.stages[event.stage]?.weight ?? 0) < 100,
  ).length;
}

function observed(stage: number, name: string, looks: readonly Look[]): readonly FactInput[] {
  const seen = looks.flatMap(({ event }) => event.traffic?.observed ?? []);
  if (seen.length === 0) return [];
  const share = (word: string, value: number): FactInput => ({
    id: `stage-${stage + 1}/observed/${word}`,
    about: `${word} share of the requests that the canary was seen to get in stage ${name}`,
    value,
    unit: 'percent',
    shown: percent(value),
    source: 'event log',
  });
  return [
    share('least', Math.min(...seen)),
    share('greatest', Math.max(...seen)),
    amount(`stage-${stage + 1}/observed/looks`, `looks at the share in stage ${name}`, seen.length),
  ];
}

function served(rollout: Rollout, events: readonly Recorded[], stage: number): readonly FactInput[] {
  const stay = stayOf(events, stage);
  const name = rollout.plan.stages[stage]?.name ?? String(stage + 1);
  const since = stage === 0 ? 0 : (stay[0]?.at ?? 0);
  const found = countedRequests(rollout, looksAt(stay, stage), since);
  if (found === null) return [];
  const { requests, failed } = found;
  return [
    amount(`stage-${stage + 1}/served`, `requests served at least in stage ${name}`, requests),
    ...(failed === null
      ? []
      : [amount(`stage-${stage + 1}/served/failed`, `of those, failed at least in stage ${name}`, failed)]),
  ];
}

function amount(id: string, about: string, value: number): FactInput {
  return { id, about, value, unit: 'count', shown: String(value), source: 'event log' };
}

function figuresFacts(id: string, where: string, figures: MetricFigures): readonly FactInput[] {
  const { metric, pair, canary, stable, looks } = figures;
  const one = (word: string, about: string, value: number | string | null, words: string): FactInput => ({
    id: `${id}/${word}`,
    about: `${metric.name}: ${about} ${where}`,
    value,
    unit: null,
    shown: words,
    source: 'event log',
    at: pair?.at ?? null,
  });
  const apart = pair === null ? '' : differenceWords(pair, metric.unit);
  return [
    one('with-data', 'looks with a value of the canary', canary.withData, `${canary.withData} of ${looks}`),
    one('canary-worst', 'worst of the canary', canary.worst, shown(canary.worst, metric)),
    one('stable-worst', 'worst of stable', stable.worst, shown(stable.worst, metric)),
    ...(pair === null
      ? []
      : [
          one('canary', 'the canary', pair.canary, formatValue(pair.canary, metric.unit)),
          one('stable', 'stable', pair.stable, formatValue(pair.stable, metric.unit)),
          one('difference', 'the canary is, beside stable,', apart, apart),
          one('multiple', 'the canary as a multiple of stable', null, timesWords(pair)),
        ]),
  ];
}
