import { Document } from 'yaml';
import { promqlDuration } from '../../core/judge/query-template.ts';
import { plainLine } from '../../core/prose.ts';
import type { Millis } from '../../core/time.ts';
import { type AlertOptions, type AlertRule, alertRule } from './alert.ts';
import { budgetGroup, type ExportedBudget } from './budget-rules.ts';
import { type ExportedParts, type ExportedSlot, exportedParts } from './exported-slot.ts';
import { type RecordingRule, recordingRules } from './recorded.ts';

export interface RulesOptions extends AlertOptions {
  /** Of a `PrometheusRule` for the Prometheus operator; null for a plain rule file. */
  readonly namespace: string | null;
  /** Between two evaluations; null leaves it to the server. */
  readonly interval: Millis | null;
  /** Only what this metric server is asked; null for every one. */
  readonly source: string | null;
}

export type Rendered =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly leftOut: readonly string[];
      readonly sources: readonly string[];
    }
  /** Nothing of these plans is asked of a metric server. */
  | { readonly kind: 'nothing'; readonly leftOut: readonly string[] };

interface Group {
  readonly name: string;
  readonly interval?: string;
  readonly rules: readonly (RecordingRule | AlertRule)[];
}

/**
 * A rule file for Prometheus: what the plans' checks look at as recording rules, their triggers as alerts, and the
 * burn rates of error budgets. The same for the same plans, byte by byte.
 */
export function prometheusRules(
  slots: readonly ExportedSlot[],
  budgets: readonly ExportedBudget[],
  options: RulesOptions,
): Rendered {
  const found = slots.map((slot) => ({ slot, parts: exportedParts(slot) }));
  const interval = options.interval === null ? {} : { interval: promqlDuration(options.interval) };
  const wanted = (source: string) => options.source === null || options.source === source;
  const groups = [
    ...found.flatMap(({ slot, parts }) => groupsOf(slot, parts, options)),
    ...budgets.map((budget) => budgetGroup(budget, options.labels)),
  ].filter(({ source }) => wanted(source));
  const leftOut = found.flatMap(({ parts }) => parts.leftOut);
  if (groups.length === 0) return { kind: 'nothing', leftOut };
  const written: readonly Group[] = groups.map(({ name, rules }) => ({ name, ...interval, rules }));
  const document = new Document(
    options.namespace === null ? { groups: written } : ruleObject(options.namespace, written),
    {
      aliasDuplicateObjects: false,
    },
  );
  document.commentBefore = head(slots, leftOut);
  return {
    kind: 'text',
    text: document.toString({ lineWidth: 0 }),
    leftOut,
    sources: [...new Set(groups.map(({ source }) => source))],
  };
}

/** A group for each server, since one server cannot ask another. */
function groupsOf(slot: ExportedSlot, parts: ExportedParts, options: RulesOptions) {
  const sources = [...new Set(parts.readings.map(({ metric }) => metric.source.source))];
  return sources.map((source) => {
    const readings = parts.readings.filter(({ metric }) => metric.source.source === source);
    const checks = parts.checks.filter(({ metric }) => metric.source.source === source);
    const alerts = checks.map((check) => alertRule(slot, check, options)).filter((alert) => alert !== null);
    return {
      source,
      name: `belay ${slot.service} ${slot.environment} ${source}`,
      rules: [...readings.flatMap((reading) => recordingRules(slot, reading)), ...alerts],
    };
  });
}

function ruleObject(namespace: string, groups: readonly Group[]) {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'belay', namespace },
    spec: { groups },
  };
}

function head(slots: readonly ExportedSlot[], leftOut: readonly string[]): string {
  const versions = slots.map(
    ({ service, environment, canary, stable }) =>
      `   ${service} in ${environment}: ${canary === null ? 'any canary' : `canary ${canary}`}, stable ${stable}`,
  );
  const missing =
    leftOut.length === 0 ? [] : ['', ' Left out:', ...leftOut.map((sentence) => `   ${plainLine(sentence)}`)];
  return [
    ' Written by `belay export prometheus-rules` from belay.yml. Change the plan there, not this file.',
    ' The rules speak of these versions; write the file again for others:',
    ...versions,
    ...missing,
  ].join('\n');
}
