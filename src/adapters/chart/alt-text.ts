import type { ChartMetric } from '../../core/card/chart.ts';
import { instantText } from '../../core/documents/instant-text.ts';
import { formatValue } from '../../core/judge/format.ts';
import { listed, percent } from '../../core/prose.ts';
import { formatDuration } from '../../core/time.ts';
import type { Drawing } from './drawing.ts';

/** What is seen in the chart, as one sentence. */
export function altText(drawing: Drawing): string {
  const { canary, stable, panels, bands, moments, from, to } = drawing;
  const shares = [...new Set(bands.map(({ weight }) => weight).filter((weight) => weight > 0))];
  const given = shares.length === 0 ? '' : `, at ${listed(shares.map(percent))} of the traffic`;
  const ends = moments.map(({ label, at }) => `${momentWords[label]} ${clock(at)}`);
  const seen = [...panels.map(panelText), ...ends];
  return `Canary ${canary} against stable ${stable} over ${formatDuration(to - from)} from ${instantText(from)}${given}: ${seen.join('; ')}.`;
}

const momentWords: { readonly [L in Drawing['moments'][number]['label']]: string } = {
  breach: 'the breach was first seen at',
  rollback: 'the rollback began at',
  completed: 'it completed at',
};

function panelText({ name, unit, points, limits }: ChartMetric): string {
  const canary = points.map((point) => point.canary).filter((value) => value !== null);
  const stable = points.map((point) => point.stable).filter((value) => value !== null);
  const high = (values: readonly number[]) => formatValue(Math.max(...values), unit);
  const sides = [
    canary.length === 0 ? 'no data of the canary' : `the canary’s highest ${high(canary)}`,
    stable.length === 0 ? 'no data of stable' : `stable’s highest ${high(stable)}`,
  ];
  const rules = [...new Set(limits.map(({ label }) => label))];
  const held = rules.length === 0 ? '' : ` (${rules.length === 1 ? 'limit' : 'limits'} ${listed(rules)})`;
  return `${name}${held} with ${listed(sides)}`;
}

function clock(at: number): string {
  return `${new Date(at).toISOString().slice(11, 16)} UTC`;
}
