import { promqlDuration } from '../../core/judge/query-template.ts';
import type { Millis } from '../../core/time.ts';
import type { ExportedReading, ExportedSlot } from './exported-slot.ts';
import { expression, type QueryPart, queryParts, type Side, sides } from './expression.ts';

export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** What a plan's checks look at, kept as series: the value, and what counts its requests and errors. */
export function recordingRules(
  slot: ExportedSlot,
  { metric, window }: ExportedReading,
): readonly RecordingRule[] {
  const { service, environment } = slot;
  return sides.flatMap((side) => {
    const version = side === 'canary' ? slot.canary : slot.stable;
    const values = { service, environment, side, version: version ?? '' };
    return queryParts.flatMap((part) => {
      const expr = expression(metric.source, part, values, window);
      if (expr === null) return [];
      const labels = {
        service,
        environment,
        side,
        ...(version === null ? {} : { version }),
        metric: metric.name,
      };
      return [{ record: recordName(metric.name, part, window), expr, labels }];
    });
  });
}

/** `belay:error_rate:1m{…,side="canary",metric="error-rate"}`: names that become alike still differ by their label. */
export function recorded(
  slot: Pick<ExportedSlot, 'service' | 'environment'>,
  reading: { readonly metric: { readonly name: string }; readonly window: Millis },
  part: QueryPart,
  side: Side,
): string {
  const { service, environment } = slot;
  return `${recordName(reading.metric.name, part, reading.window)}${matchers({ service, environment, side, metric: reading.metric.name })}`;
}

export function matchers(labels: Readonly<Record<string, string>>): string {
  const all = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `{${all.join(',')}}`;
}

function recordName(metric: string, part: QueryPart, window: Millis): string {
  const what = part === 'value' ? '' : `${part}_`;
  return `belay:${identifier(metric)}:${what}${promqlDuration(window)}`;
}

/** A name as metric servers take it everywhere. */
export function identifier(name: string): string {
  return name.replaceAll(/[^a-zA-Z0-9]/g, '_');
}
