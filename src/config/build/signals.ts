import { nearest } from '../../core/nearest.ts';
import { signalsKept } from '../../core/signals/signal.ts';
import { formatDuration } from '../../core/time.ts';
import type { SignalSourceConfig } from '../config.ts';
import { error, warning } from '../mistake.ts';
import type { Root } from '../schema/root.ts';
import type { Building } from './building.ts';
import type { BuiltPlan } from './plan.ts';

const forgetAfter = 12 * 3_600_000;

export function buildSignals(root: Root): readonly SignalSourceConfig[] {
  return Object.entries(root.signals ?? {}).map(([name, source]) => {
    if (source.kind === 'signed') return { name, ...source };
    return {
      name,
      kind: source.kind,
      token: source.token,
      severity: source.severity ?? null,
      serviceLabel: source.service_label ?? 'service',
      environmentLabel: source.environment_label ?? 'environment',
      versionLabel: source.version_label ?? null,
      event: source.event ?? 'alert',
      incidents: source.incidents ?? true,
      forgetAfter: source.forget_after ?? forgetAfter,
    };
  });
}

/** What must be true of a metric that counts what is reported: somebody reports it, and it is a count. */
export function checkReported({ root, report }: Building): void {
  const reported = buildSignals(root).flatMap((source) =>
    source.kind === 'signed' ? source.events : [source.event],
  );
  for (const [name, metric] of Object.entries(root.metrics ?? {})) {
    if (metric.kind !== 'reported') continue;
    if (metric.unit !== 'count' && metric.unit !== 'number') {
      const sentence = `What is reported is counted, so the unit of \`${name}\` is \`count\`.`;
      report(error(['metrics', name, 'unit'], 'wrong-value', sentence, { expected: '`count`' }));
    }
    if (reported.includes(metric.event)) continue;
    const suggestion = nearest(metric.event, reported);
    const hint = reported.length === 0 ? 'there are no `signals`' : `they report ${reported.join(', ')}`;
    const sentence = `Nobody under \`signals\` reports \`${metric.event}\` (${hint}), so \`${name}\` is always 0.`;
    report(
      warning(['metrics', name, 'event'], 'never-reported', sentence, { suggestion, about: [['signals']] }),
    );
  }
}

/** A rule cannot look back further than reports are kept. */
export function checkReportedRules({ checks }: BuiltPlan, { metrics, report }: Building): void {
  const reported = new Set(metrics.flatMap(({ name, source }) => (source.kind === 'reported' ? [name] : [])));
  for (const { check, path } of checks.flat()) {
    if (!reported.has(check.rule.metric) || check.rule.window <= signalsKept) continue;
    const most = formatDuration(signalsKept);
    const sentence = `Reports are kept for ${most}, and this rule looks back ${formatDuration(check.rule.window)}. Take a window of at most ${most}.`;
    report(error(path, 'window-long', sentence, { expected: `at most ${most}` }));
  }
}
