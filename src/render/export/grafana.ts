import {
  type ExportedCheck,
  type ExportedParts,
  type ExportedReading,
  type ExportedSlot,
  exportedParts,
} from './exported-slot.ts';
import { type DatasourceRef, metricPanel, panelHeight, panelWidth } from './grafana-panel.ts';
import { datasourceVariable, listVariable, textVariable, variable } from './grafana-variables.ts';
import { identifier } from './recorded.ts';

export type RenderedDashboard =
  | { readonly kind: 'text'; readonly text: string; readonly leftOut: readonly string[] }
  /** Nothing of these plans is asked of a metric server. */
  | { readonly kind: 'nothing'; readonly leftOut: readonly string[] };

export interface DashboardOptions {
  /** What is in its address; the same again replaces the dashboard. At most 40 letters, digits, dashes and underscores. */
  readonly uid: string;
  readonly title: string;
}

/** Grafana 10 writes this one; later ones read it and bring it up to date by themselves. */
const schemaVersion = 38;

interface Wanted {
  readonly reading: ExportedReading;
  readonly checks: readonly ExportedCheck[];
  /** Which of the slots it is true of. */
  readonly slots: readonly ExportedSlot[];
}

/**
 * A dashboard for Grafana 10 and later: canary against stable for every metric that the plans' checks look at, with
 * their limits. Service, environment and versions are variables. The same for the same plans, byte by byte.
 */
export function grafanaDashboard(
  slots: readonly ExportedSlot[],
  options: DashboardOptions,
): RenderedDashboard {
  const found = slots.map((slot) => ({ slot, parts: exportedParts(slot) }));
  const leftOut = found.flatMap(({ parts }) => parts.leftOut);
  const wanted = together(found);
  if (wanted.length === 0) return { kind: 'nothing', leftOut };
  const sources = [...new Set(wanted.map(({ reading }) => reading.metric.source.source))];
  const dashboard = {
    uid: options.uid,
    title: options.title,
    description: description(leftOut),
    tags: ['belay'],
    schemaVersion,
    editable: true,
    graphTooltip: 1,
    refresh: '30s',
    time: { from: 'now-3h', to: 'now' },
    timezone: '',
    annotations: { list: [] },
    templating: { list: variables(slots, sources) },
    panels: panels(wanted, slots, sources),
  };
  return { kind: 'text', text: `${JSON.stringify(dashboard, null, 2)}\n`, leftOut };
}

function variables(slots: readonly ExportedSlot[], sources: readonly string[]) {
  const [first] = slots;
  const distinct = (all: readonly string[]) => [...new Set(all)];
  return [
    ...sources.map((source) => datasourceVariable(datasourceName(source, sources), source)),
    listVariable('service', 'Service', distinct(slots.map(({ service }) => service))),
    listVariable('environment', 'Environment', distinct(slots.map(({ environment }) => environment))),
    textVariable('canary', 'New version', first?.canary ?? ''),
    textVariable('stable', 'Stable version', first?.stable ?? ''),
  ];
}

/** One server is `datasource`, as everybody calls it. */
function datasourceName(source: string, sources: readonly string[]): string {
  return sources.length === 1 ? 'datasource' : `datasource_${identifier(source)}`;
}

function datasourceRef(source: string, sources: readonly string[]): DatasourceRef {
  return { type: 'prometheus', uid: variable(datasourceName(source, sources)) };
}

/** Panels that are true of every slot stand alone; the others below a heading that says what they are true of. */
function panels(wanted: readonly Wanted[], slots: readonly ExportedSlot[], sources: readonly string[]) {
  const sections = new Map<string, Wanted[]>();
  for (const one of wanted) {
    const title = one.slots.length === slots.length ? '' : one.slots.map(nameOf).join(', ');
    sections.set(title, [...(sections.get(title) ?? []), one]);
  }
  const all: object[] = [];
  let [id, y] = [1, 0];
  for (const [title, members] of [...sections].toSorted(([a], [b]) => Number(a !== '') - Number(b !== ''))) {
    if (title !== '') {
      all.push({ id, type: 'row', title, collapsed: false, gridPos: { h: 1, w: 24, x: 0, y }, panels: [] });
      id += 1;
      y += 1;
    }
    members.forEach(({ reading, checks }, index) => {
      const place = { id, x: (index % 2) * panelWidth, y: y + Math.floor(index / 2) * panelHeight };
      all.push(metricPanel(reading, checks, datasourceRef(reading.metric.source.source, sources), place));
      id += 1;
    });
    y += Math.ceil(members.length / 2) * panelHeight;
  }
  return all;
}

function nameOf({ service, environment }: ExportedSlot): string {
  return `${service} in ${environment}`;
}

/** Slots whose checks say the same of a metric share its panel. */
function together(
  found: readonly { readonly slot: ExportedSlot; readonly parts: ExportedParts }[],
): readonly Wanted[] {
  const all = new Map<string, Wanted>();
  for (const { slot, parts } of found) {
    for (const reading of parts.readings) {
      const checks = parts.checks.filter(
        ({ check, metric }) => metric.name === reading.metric.name && check.rule.window === reading.window,
      );
      const key = JSON.stringify([reading, checks]);
      const slots = [...(all.get(key)?.slots ?? []), slot];
      all.set(key, { reading, checks, slots });
    }
  }
  return [...all.values()];
}

function description(leftOut: readonly string[]): string {
  const made = 'Written by `belay export grafana` from belay.yml.';
  return leftOut.length === 0
    ? made
    : [made, 'Not on it:', ...leftOut.map((sentence) => `- ${sentence}`)].join('\n');
}
