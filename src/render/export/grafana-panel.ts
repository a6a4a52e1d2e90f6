import { formatLimit } from '../../core/judge/format.ts';
import type { Unit } from '../../core/judge/rule.ts';
import { formatDuration } from '../../core/time.ts';
import type { ExportedCheck, ExportedReading } from './exported-slot.ts';
import { grafanaQuery } from './grafana-query.ts';
import { variable } from './grafana-variables.ts';
import { thresholds } from './thresholds.ts';

/** The two halves of Grafana's grid of 24 columns. */
export const panelWidth = 12;
export const panelHeight = 8;

const units: { readonly [U in Unit]: string } = {
  ratio: 'percentunit',
  duration: 'ms',
  'per-second': 'ops',
  count: 'short',
  number: 'short',
};

export interface PanelPlace {
  readonly id: number;
  readonly x: number;
  readonly y: number;
}

/** Canary against stable for one metric over one window, with what its checks allow. */
export function metricPanel(
  { metric, window }: ExportedReading,
  checks: readonly ExportedCheck[],
  datasource: DatasourceRef,
  { id, x, y }: PanelPlace,
) {
  const query = (side: 'canary' | 'stable') => grafanaQuery(metric.source, side, window);
  const relative = relativeLimits(checks).map(({ factor, text }) => ({
    legend: `limit ${text}`,
    expr: `${factor} * ${query('stable')}`,
  }));
  const lines = [
    { legend: `canary ${variable('canary')}`, expr: query('canary') },
    { legend: `stable ${variable('stable')}`, expr: query('stable') },
    ...relative,
  ];
  return {
    id,
    type: 'timeseries',
    title: `${metric.name} (${formatDuration(window)})`,
    description: checks.map(described).join('\n\n'),
    datasource,
    gridPos: { h: panelHeight, w: panelWidth, x, y },
    targets: lines.map(({ legend, expr }, index) => ({
      refId: String.fromCharCode(65 + index),
      datasource,
      editorMode: 'code',
      expr,
      instant: false,
      range: true,
      legendFormat: legend,
    })),
    fieldConfig: {
      defaults: {
        unit: units[metric.unit],
        color: { mode: 'palette-classic' },
        custom: { lineWidth: 2, fillOpacity: 0, thresholdsStyle: { mode: 'dashed+area' } },
        thresholds: { mode: 'absolute', steps: thresholds(checks) },
      },
      overrides: [coloured('A', 'orange'), coloured('B', 'blue')],
    },
    options: {
      legend: { displayMode: 'list', placement: 'bottom', showLegend: true },
      tooltip: { mode: 'multi', sort: 'none' },
    },
  };
}

export interface DatasourceRef {
  readonly type: 'prometheus';
  readonly uid: string;
}

function coloured(refId: string, color: string) {
  return {
    matcher: { id: 'byFrameRefID', options: refId },
    properties: [{ id: 'color', value: { mode: 'fixed', fixedColor: color } }],
  };
}

function relativeLimits(checks: readonly ExportedCheck[]) {
  const found = checks.flatMap(({ check, metric }) => {
    const { limit } = check.rule;
    return limit.kind === 'stable-factor'
      ? [{ factor: limit.factor, text: formatLimit(limit, metric.unit) }]
      : [];
  });
  return [...new Map(found.map((one) => [one.factor, one])).values()];
}

const does = {
  rollback: 'takes all traffic back',
  pause: 'pauses',
  warn: 'warns',
  criterion: 'must hold to go on',
} as const;

function described({ check, stages }: ExportedCheck): string {
  const where = stages === null ? '' : `, in ${stages.join(', ')}`;
  return `\`${check.rule.text}\`: ${does[check.action]}${where}.`;
}
