import { selectorsOf } from '../../../core/judge/query-selectors.ts';
import { fillTemplate, promqlDuration, type TemplateValues } from '../../../core/judge/query-template.ts';
import type { MetricSource } from '../../../core/rollout/plan.ts';
import type { Millis } from '../../../core/time.ts';

export type QuerySource = Extract<MetricSource, { kind: 'query' }>;

/** The queries of a metric, as people write them. */
export const parts = ['value', 'requests', 'errors'] as const;
export type Part = (typeof parts)[number];

export const sides = ['canary', 'stable'] as const;
export type Side = (typeof sides)[number];

/** Labels that say in the one answer what each series is. */
export const sideLabel = 'belay_side';
export const partLabel = 'belay_part';
/** Part of the seconds since a series that the query reads was last scraped. */
export const agePart = 'age';

/** What was learnt of a metric by asking. */
export interface Learnt {
  /** Parts that are a plain number to Prometheus (`scalar(…)`, `1`), which can carry no labels. */
  readonly scalars: ReadonlySet<Part>;
  /** Whether the age of its series can be asked for. */
  readonly aged: boolean;
}

/** A part of a metric as it is asked for one side, alone. */
export function partOf(source: QuerySource, part: Part): string | null {
  return part === 'value' ? source.query : source[part];
}

/**
 * One expression whose answer holds everything about both sides, at one moment of the server's clock. Every query
 * stands in brackets and on lines of its own, so that its comments and operators stay in it.
 */
export function compose(
  source: QuerySource,
  window: Millis,
  values: Readonly<Record<Side, TemplateValues>>,
  { scalars, aged }: Learnt,
): string {
  return sides
    .flatMap((side) => [
      ...parts.flatMap((part) => {
        const template = partOf(source, part);
        if (template === null) return [];
        const filled = bracketed(fillTemplate(template, values[side]), scalars.has(part));
        const query = part === 'value' ? reduced(filled, source.read, window) : filled;
        return [labelled(query, side, part)];
      }),
      ...(aged ? ages(source, values[side]).map((age, index) => labelled(age, side, agePart + index)) : []),
    ])
    .join('\nor\n');
}

function bracketed(query: string, scalar: boolean): string {
  return `${scalar ? 'vector' : ''}(\n${query}\n)`;
}

/** The range ends at the server's now, so its clock and ours need not agree. */
function reduced(query: string, read: QuerySource['read'], window: Millis): string {
  if (read.kind === 'instant') return query;
  return `${read.reduce}_over_time(${query}[${promqlDuration(window)}:${promqlDuration(read.step)}])`;
}

/** More series than this have hardly different ages. */
const mostSelectors = 4;

function ages(source: QuerySource, values: TemplateValues): readonly string[] {
  return selectorsOf(fillTemplate(source.query, values))
    .slice(0, mostSelectors)
    .map((selector) => `(time() - max(timestamp(${selector})))`);
}

/**
 * How long ago each side's series were last seen, also those that have ended since: an instant query is blind for
 * them, a subquery is not.
 * @returns null when the query names no series
 */
export function composeLastSeen(
  source: QuerySource,
  horizon: Millis,
  step: Millis,
  values: Readonly<Record<Side, TemplateValues>>,
): string | null {
  const range = `[${promqlDuration(horizon)}:${promqlDuration(step)}]`;
  const asked = sides.flatMap((side) =>
    selectorsOf(fillTemplate(source.query, values[side]))
      .slice(0, mostSelectors)
      .map((selector, index) => {
        const seen = `(time() - max(max_over_time(timestamp(${selector})${range})))`;
        return labelled(seen, side, agePart + index);
      }),
  );
  return asked.length === 0 ? null : asked.join('\nor\n');
}

/** Every series of the query says in the answer which side and part it is. */
export function labelled(query: string, side: Side, part: string): string {
  return `label_replace(label_replace(${query}, "${sideLabel}", "${side}", "", ""), "${partLabel}", "${part}", "", "")`;
}
