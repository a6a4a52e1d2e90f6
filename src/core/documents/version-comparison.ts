import { everyCheck } from '../card/checks.ts';
import { versionWords } from '../card/version-words.ts';
import { formatValue } from '../judge/format.ts';
import { needsStable } from '../judge/stage-checks.ts';
import { counted, listed, percent, quoted, unstopped } from '../prose.ts';
import type { Recorded } from '../rollout/events.ts';
import type { Rollout } from '../rollout/state.ts';
import type { Instant } from '../time.ts';
import { facts, heading, list, paragraph, table } from './blocks.ts';
import { differenceWords, distance, isAlike, timesWords } from './figures/difference.ts';
import { looksAt, looksOf, type MetricFigures, metricFigures } from './figures/metric-figures.ts';
import { alikeMeans } from './release/what-differed.ts';
import { shown, worstMeans } from './report/figures.ts';
import type { Block, DocumentTree } from './tree.ts';

export interface ComparisonOptions {
  readonly now: Instant;
}

/**
 * Both versions beside each other, metric by metric and stage by stage, with what the tests came to.
 * @param events all of them, oldest first
 * @returns null when nothing was measured while the new version had traffic
 */
export function versionComparison(
  rollout: Rollout,
  events: readonly Recorded[],
  { now }: ComparisonOptions,
): DocumentTree | null {
  const { plan, stable } = rollout;
  const looks = looksOf(events).filter(({ event }) => event.stage !== null);
  if (looks.length === 0) return null;
  const version = versionWords(plan.canary.version);
  const before = versionWords(stable?.version ?? 'the version before it');
  const shared = looks.filter(({ event }) => (plan.stages[event.stage ?? -1]?.weight ?? 0) < 100);
  const whole = metricFigures(plan, shared);
  return {
    title: `Comparison: ${plan.service} ${version} with ${before} in ${plan.environment}`,
    summary: summary(version, before, whole),
    draftedBy: 'template',
    draftedWhy: 'Computed from the recorded measurements of both versions; no model was asked.',
    at: events.at(-1)?.at ?? now,
    blocks: [
      heading('What was compared'),
      facts(
        ['New version', version],
        ['Version before', before],
        ['Looks with both versions', String(shared.length)],
        ['Weights of the new version', listed(weights(rollout, events)) || 'none'],
      ),
      ...plan.stages.flatMap((_, stage) => stageBlocks(rollout, events, stage)),
      paragraph(`${alikeMeans} ${worstMeans(plan)}`),
      ...testBlocks(rollout, events),
    ],
  };
}

function weights({ plan }: Rollout, events: readonly Recorded[]): readonly string[] {
  return plan.stages.flatMap(({ weight }, stage) =>
    looksAt(events, stage).length === 0 ? [] : [percent(weight)],
  );
}

function summary(version: string, before: string, whole: readonly MetricFigures[]): string {
  const both = whole.flatMap(({ metric, pair }) => (pair === null ? [] : [{ metric, pair }]));
  const apart = both.filter(({ pair }) => !isAlike(pair));
  const [most] = apart.toSorted((a, b) => distance(b.pair) - distance(a.pair));
  if (both.length === 0) return `${version} and ${before} were never measured side by side.`;
  const compared = `${version} and ${before} were compared in ${counted(both.length, 'metric')}`;
  if (most === undefined) return `${compared}; at their last look together they were alike in all of them.`;
  const { metric, pair } = most;
  const named = `${metric.name}: ${formatValue(pair.canary, metric.unit)} against ${formatValue(pair.stable, metric.unit)}`;
  return `${compared}; at their last look together they differed most in ${named}.`;
}

function stageBlocks({ plan }: Rollout, events: readonly Recorded[], stage: number): Block[] {
  const figures = metricFigures(plan, looksAt(events, stage));
  const found = plan.stages[stage];
  if (figures.length === 0 || found === undefined) return [];
  const title = heading(`Stage ${quoted(found.name)}`);
  if (found.weight === 100)
    return [title, paragraph('The new version served everybody, so there was nothing to compare it with.')];
  const columns = [
    'Metric',
    'Canary',
    'Stable',
    'Canary is',
    'Multiple',
    'Versions',
    'Canary worst',
    'Stable worst',
    'With data',
  ];
  return [title, table(columns, figures.map(row))];
}

function row({ metric, pair, canary, stable, looks }: MetricFigures): readonly string[] {
  return [
    metric.name,
    shown(pair?.canary ?? canary.last, metric),
    shown(pair?.stable ?? stable.last, metric),
    pair === null ? 'not comparable' : differenceWords(pair, metric.unit),
    pair === null ? '–' : timesWords(pair),
    pair === null ? 'not known' : isAlike(pair) ? 'alike' : 'differ',
    shown(canary.worst, metric),
    shown(stable.worst, metric),
    `${canary.withData} of ${looks} looks`,
  ];
}

/** What each check that holds the canary against stable said last in the rollout. */
function testBlocks({ plan }: Rollout, events: readonly Recorded[]): Block[] {
  const items = everyCheck(plan)
    .filter(({ rule }) => needsStable(rule.limit))
    .flatMap(({ id, rule }) => {
      const last = looksOf(events)
        .flatMap(({ event }) => event.verdicts.filter(({ check }) => check === id))
        .at(-1);
      return last === undefined ? [] : [`${quoted(rule.text)}: ${unstopped(last.sentence)}.`];
    });
  return [
    heading('What the tests came to'),
    items.length === 0
      ? paragraph(
          'No check of the plan holds the new version against the one before: the figures above were not tested.',
        )
      : list(items),
  ];
}
