import { formatLimit } from '../../core/judge/format.ts';
import { promqlDuration } from '../../core/judge/query-template.ts';
import type { Unit } from '../../core/judge/rule.ts';
import { listed } from '../../core/prose.ts';
import type { CheckAction } from '../../core/rollout/plan.ts';
import { formatDuration, type Millis } from '../../core/time.ts';
import { condition } from './condition.ts';
import type { ExportedCheck, ExportedSlot } from './exported-slot.ts';
import { identifier } from './recorded.ts';

export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface AlertOptions {
  /** For rules that have no `for` of their own. */
  readonly sustained: Millis;
  readonly labels: Readonly<Record<string, string>>;
}

type Trigger = Exclude<CheckAction, 'criterion'>;

/** A trigger of a plan as an alert; null for a criterion, which is nothing to be woken for, and for what no alert can say. */
export function alertRule(
  slot: ExportedSlot,
  exported: ExportedCheck,
  options: AlertOptions,
): AlertRule | null {
  const { action, rule } = exported.check;
  const expr = condition(slot, exported);
  if (action === 'criterion' || expr === null) return null;
  const sustained = rule.sustained === 0 ? options.sustained : rule.sustained;
  const { service, environment } = slot;
  return {
    alert: `Belay${named[action]}${camelCase(rule.metric)}`,
    expr,
    ...(sustained === 0 ? {} : { for: promqlDuration(sustained) }),
    labels: {
      severity: action === 'rollback' ? 'critical' : 'warning',
      ...options.labels,
      service,
      environment,
      metric: rule.metric,
      action,
      rule: templateText(rule.text),
    },
    annotations: {
      summary: templateText(`${subject(slot)} breaks "${rule.text}"`),
      description: `${templateText(`${rule.metric} is`)} ${shownValue(exported.metric.unit)}${templateText(description(exported))}`,
      runbook: templateText(runbook[action](service)),
    },
  };
}

const named: { readonly [A in Trigger]: string } = {
  rollback: 'Rollback',
  pause: 'Pause',
  warn: 'Warning',
};

const runbook: { readonly [A in Trigger]: (service: string) => string } = {
  rollback: (service) =>
    `While a rollout is under way Belay takes all traffic back by itself, within one look. See that it did: belay explain ${service}. If Belay is dead, use the commands "by hand" on the rollout's card.`,
  pause: (service) =>
    `While a rollout is under way Belay pauses it and takes nothing back. Look at it: belay explain ${service}. Then go on with belay resume ${service}, or take it back with belay rollback ${service} and a reason.`,
  warn: (service) =>
    `Belay warns and does nothing. Look at it: belay explain ${service}. To take the release back: belay rollback ${service} and a reason.`,
};

function subject({ service, environment, canary }: ExportedSlot): string {
  return `${service}${canary === null ? '' : ` ${canary}`} in ${environment}`;
}

function description({ check, metric, stages }: ExportedCheck): string {
  const { rule } = check;
  const limit = formatLimit(rule.limit, metric.unit);
  const held = rule.sustained === 0 ? '' : ` for ${formatDuration(rule.sustained)}`;
  const where =
    stages === null
      ? ''
      : ` The rule holds in ${stages.length === 1 ? 'stage' : 'stages'} ${listed(stages)} alone.`;
  return `, ${rule.comparison} ${limit}${held} (${formatDuration(rule.window)} window).${where}`;
}

/** As people read the unit; Prometheus fills in the value. */
function shownValue(unit: Unit): string {
  switch (unit) {
    case 'ratio':
      return '{{ $value | humanizePercentage }}';
    case 'duration':
      return '{{ $value | printf "%.1f" }}ms';
    case 'per-second':
      return '{{ $value | humanize }}/s';
    case 'count':
    case 'number':
      return '{{ $value | humanize }}';
  }
}

/** Labels and annotations are Go templates: braces that are meant as they stand are said to be. */
export function templateText(text: string): string {
  return text.replaceAll('{{', '{{ "{{" }}');
}

function camelCase(name: string): string {
  return identifier(name)
    .split('_')
    .map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`)
    .join('');
}
