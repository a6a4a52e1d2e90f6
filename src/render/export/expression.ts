import { fillTemplate, promqlDuration, type TemplateValues } from '../../core/judge/query-template.ts';
import type { Millis } from '../../core/time.ts';
import type { QuerySource } from './left-out.ts';

export const queryParts = ['value', 'requests', 'errors'] as const;
export type QueryPart = (typeof queryParts)[number];

export const sides = ['canary', 'stable'] as const;
export type Side = (typeof sides)[number];

/** The query of a part as it is asked over a window; null when the metric has no such part. */
export function expression(
  source: QuerySource,
  part: QueryPart,
  values: Omit<TemplateValues, 'window'>,
  window: Millis,
): string | null {
  const template = part === 'value' ? source.query : source[part];
  if (template === null) return null;
  const range = promqlDuration(window);
  const query = bracketed(fillTemplate(template, { ...values, window: range }));
  if (part !== 'value' || source.read.kind === 'instant') return query;
  return `${source.read.reduce}_over_time(${query}[${range}:${promqlDuration(source.read.step)}])`;
}

/** On lines of its own where a comment would swallow the bracket. */
function bracketed(query: string): string {
  const text = query.trim();
  return /[\n#]/.test(text) ? `(\n${text}\n)` : `(${text})`;
}
