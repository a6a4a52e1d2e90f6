import { plainLine } from '../../prose.ts';
import type { Recorded } from '../../rollout/events.ts';
import type { Gate } from '../../rollout/gates/gate-plan.ts';
import type { Plan } from '../../rollout/plan.ts';
import { facts, heading } from '../blocks.ts';
import { looksOf, type MetricFigures, metricFigures } from '../figures/metric-figures.ts';
import { shown } from '../report/figures.ts';
import type { Block } from '../tree.ts';

/** Figures that people want to see before they sign, over all stages; what Belay does not measure is left to them. */
export function reviewBlocks(plan: Plan, events: readonly Recorded[], { review }: Gate): Block[] {
  if (review === undefined) return [];
  const figures = metricFigures(plan, looksOf(events));
  return [
    heading('For the review'),
    facts(...review.map((wanted): [string, string] => [plainLine(wanted), found(wanted, figures)])),
  ];
}

function found(wanted: string, figures: readonly MetricFigures[]): string {
  const words = plain(wanted);
  const meant = figures.find(({ metric }) => words.includes(plain(metric.name)));
  if (meant === undefined) return 'not measured by Belay; look before you sign';
  const { metric, canary } = meant;
  return /\b(?:peak|worst|max|maximum|highest|lowest)\b/.test(words)
    ? `${shown(canary.worst, metric)} at worst`
    : `${shown(canary.last, metric)} at last`;
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[-_\s]+/g, ' ');
}
